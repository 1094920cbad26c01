package org.waymark.history.state;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.waymark.history.Moment;
import org.waymark.history.QueryBounds;
import org.waymark.history.life.CoverGap;
import org.waymark.history.life.LifeEvent;
import org.waymark.history.life.SegmentLives;
import org.waymark.segment.AsInterface;
import org.waymark.segment.SegmentKey;
import org.waymark.segment.SegmentType;
import org.waymark.store.history.HistoryView;
import org.waymark.store.history.PastVersionPairs;
import org.waymark.store.row.SegmentQuery;
import org.waymark.store.row.SegmentValue;
import org.waymark.store.row.VersionPointer;

/**
 * The differences between the sets of segments that were stored and valid at two points in time,
 * and the revocations that took effect in between. Blocks do not affect the difference.
 *
 * @param segments the segments, ordered by type, then by key
 * @param revocations the revocations, earliest first
 * @param same the number of segments that did not change
 * @param truncated whether changes were left out because of the bounds
 * @param tooManyItems whether some segments were not examined, because there were more than the
 *     bounds allow
 */
public record StateDifference(
    List<OfSegment> segments,
    List<OfInterface> revocations,
    long same,
    boolean truncated,
    boolean tooManyItems) {

  public StateDifference {
    segments = List.copyOf(segments);
    revocations = List.copyOf(revocations);
  }

  /** The ways in which a segment can change. */
  public enum Change {
    /** A version is valid only at the second moment. */
    ADDED,
    /** A version was valid only at the first moment, and has expired. */
    EXPIRED,
    /** A version was valid only at the first moment, and was killed. */
    REVOKED,
    /** The version at the second moment expires later. */
    PROLONGED,
    /** A different version, which does not expire later, is valid at the second moment. */
    REPLACED,
    /**
     * A version was valid at both moments, but for some time in between none was valid, because the
     * last one had expired or was killed.
     */
    REGISTERED_AGAIN,
    /** A version is valid only in the first of two stores, and the second store never had one. */
    MISSING
  }

  /**
   * A version of a segment.
   *
   * @param offset the offset of its record
   * @param endMs its end in Unix milliseconds
   */
  record Version(long offset, long endMs) {
    static Version of(SegmentValue version) {
      return new Version(version.offset(), version.endMs());
    }

    static Version of(VersionPointer version) {
      return new Version(version.offset(), version.endMs());
    }
  }

  /**
   * A segment that changed.
   *
   * @param version the offset of the record of the version at the second moment or, if there is
   *     none, of the version at the first moment
   * @param offset the offset of the record that caused the change: the record of the version, or of
   *     the revocation; empty if the segment expired
   * @param endMs the expiration time of the version, in Unix milliseconds
   * @param by the interface that the revocation names
   * @param gap the last time between the two moments at which no version was valid; only if the
   *     segment was registered again
   */
  public record OfSegment(
      SegmentKey key,
      Change change,
      long version,
      OptionalLong offset,
      long endMs,
      Optional<AsInterface> by,
      Optional<CoverGap> gap) {

    /** Describes how a segment changed, and the version that changed it. */
    static OfSegment by(SegmentKey key, Change change, Version version) {
      return new OfSegment(
          key,
          change,
          version.offset(),
          OptionalLong.of(version.offset()),
          version.endMs(),
          Optional.empty(),
          Optional.empty());
    }

    /** Describes a segment that was registered again after a time without a valid version. */
    static OfSegment registeredAgain(SegmentKey key, CoverGap gap, Version after) {
      return new OfSegment(
          key,
          Change.REGISTERED_AGAIN,
          after.offset(),
          OptionalLong.of(after.offset()),
          after.endMs(),
          gap.from().by(),
          Optional.of(gap));
    }

    /** Describes a segment that had a different version at each moment. */
    static OfSegment replaced(SegmentKey key, Version before, Version after) {
      return by(key, after.endMs() > before.endMs() ? Change.PROLONGED : Change.REPLACED, after);
    }

    /**
     * Describes a segment that is no longer valid.
     *
     * @param end the event that ended the last version; that version may have been recorded after
     *     this one
     */
    static OfSegment ended(SegmentKey key, Version before, LifeEvent end) {
      return new OfSegment(
          key,
          end.kind() == LifeEvent.Kind.KILLED ? Change.REVOKED : Change.EXPIRED,
          before.offset(),
          end.revocation(),
          end.endMs().orElse(before.endMs()),
          end.by(),
          Optional.empty());
    }
  }

  /**
   * A revocation that took effect between the two moments.
   *
   * @param killed the paths whose stored versions the revocation removed
   */
  public record OfInterface(
      long offset, long recordTimeMs, AsInterface subject, List<SegmentKey> killed) {
    public OfInterface {
      killed = List.copyOf(killed);
    }
  }

  /** {@return whether the two moments differ} */
  public boolean isDifferent() {
    return !segments.isEmpty() || !revocations.isEmpty();
  }

  /**
   * Compares two moments.
   *
   * @throws IllegalArgumentException if the first moment is after the second
   */
  public static StateDifference between(
      HistoryView history, Moment from, Moment to, SegmentFilter filter, QueryBounds bounds) {
    boolean isLater =
        from.next() == to.next() ? from.clockMs() > to.clockMs() : from.next() > to.next();
    if (isLater) {
      throw new IllegalArgumentException("the first moment is later than the second: swap them");
    }
    // Record times may go backwards, but an expired version remains expired.
    Moment second = new Moment(to.next(), Math.max(from.clockMs(), to.clockMs()), to.isOffset());
    return new Comparison(history, from, second, filter, bounds).compare();
  }

  private static final class Comparison {
    private final HistoryView history;
    private final Moment from;
    private final Moment to;
    private final SegmentFilter filter;
    private final QueryBounds bounds;
    private final List<OfSegment> segments = new ArrayList<>();
    private final List<OfInterface> revocations = new ArrayList<>();

    /** The paths that were examined, if the filter selects by ends. */
    private final Set<SegmentKey> compared = new HashSet<>();

    private final BoundedKeys keys;
    private long same;
    private boolean truncated;

    private Comparison(
        HistoryView history, Moment from, Moment to, SegmentFilter filter, QueryBounds bounds) {
      this.history = history;
      this.from = from;
      this.to = to;
      this.filter = filter;
      this.bounds = bounds;
      this.keys = new BoundedKeys(bounds);
    }

    private StateDifference compare() {
      if (!filter.crossesAny() || filter.namesAs() || !compareOutlines()) {
        compareKeys();
      }
      addRevocations();
      return new StateDifference(
          segments, revocations, same, truncated || keys.areTooMany(), keys.areTooMany());
    }

    /**
     * Compares everything that was stored at the two moments, without a lookup for each path.
     *
     * @return whether there was room in memory
     */
    private boolean compareOutlines() {
      Optional<List<VersionPointer>> before = history.outline(from.next(), bounds.items());
      Optional<List<VersionPointer>> after =
          before.flatMap(found -> history.outline(to.next(), bounds.items() - found.size()));
      if (after.isEmpty()) {
        return false;
      }
      Set<SegmentKey> covered = history.covered(from.next(), to.next());
      List<SegmentType> types = filter.types();
      VersionPairs.visit(
          before.get(),
          after.get(),
          (earlier, later) -> {
            SegmentKey key = earlier.or(() -> later).orElseThrow().key();
            if (!types.contains(key.type())) {
              return true;
            }
            if (isFull(segments.size())) {
              return false;
            }
            compare(
                key,
                earlier.map(Version::of).filter(one -> one.endMs() > from.clockMs()),
                later.map(Version::of).filter(one -> one.endMs() > to.clockMs()),
                covered.contains(key));
            return true;
          });
      return true;
    }

    private void compareKeys() {
      PastVersionPairs versions = history.versions(from.next(), to.next());
      for (SegmentQuery query : filter.queries()) {
        // The segments are visited in the order of their history, so that neighbours are read
        // together.
        for (SegmentKey key : keys.of(history, query).stream().sorted().toList()) {
          if (filter.namesAs()) {
            compared.add(key);
          }
          if (isFull(segments.size())) {
            break;
          }
          PastVersionPairs.Pair pair = versions.of(key);
          compare(key, valid(pair.before(), from), valid(pair.after(), to), true);
        }
      }
    }

    private boolean isFull(int results) {
      truncated |= results >= bounds.results() || bounds.isTimeOver().getAsBoolean();
      return truncated;
    }

    private Optional<Version> valid(Optional<SegmentValue> version, Moment moment) {
      return version
          .filter(stored -> stored.endMs() > moment.clockMs())
          .filter(stored -> filter.crossesAny() || filter.crosses(stored.hops()))
          .map(Version::of);
    }

    /**
     * Compares the versions at the two moments.
     *
     * @param mayHaveGap false if the path is known to have been covered for the whole time between
     *     the two moments
     */
    private void compare(
        SegmentKey key, Optional<Version> before, Optional<Version> after, boolean mayHaveGap) {
      if (before.isEmpty() && after.isEmpty()) {
        return;
      }
      if (after.isEmpty()) {
        Version last = before.orElseThrow();
        CoverGap open = SegmentLives.gapsAfter(history, key, last.offset(), to).getLast();
        segments.add(OfSegment.ended(key, last, open.from()));
      } else if (before.isEmpty()) {
        segments.add(OfSegment.by(key, Change.ADDED, after.get()));
      } else if (before.get().offset() == after.get().offset()) {
        same++;
      } else if (!mayHaveGap) {
        segments.add(OfSegment.replaced(key, before.get(), after.get()));
      } else {
        segments.add(changed(key, before.get(), after.get()));
      }
    }

    /** Describes a segment with different versions at the two moments. */
    private OfSegment changed(SegmentKey key, Version before, Version after) {
      return SegmentLives.gapsAfter(history, key, before.offset(), to).stream()
          .filter(gap -> gap.from().offset() >= from.next())
          .reduce((earlier, later) -> later)
          .map(gap -> OfSegment.registeredAgain(key, gap, after))
          .orElseGet(() -> OfSegment.replaced(key, before, after));
    }

    /** {@return whether the filter selects a path, which may be stored at neither moment} */
    private boolean isSelected(SegmentKey key) {
      return filter.namesAs() ? compared.contains(key) : filter.types().contains(key.type());
    }

    private void addRevocations() {
      for (Map.Entry<Long, AsInterface> one : history.revoked(from.next(), to.next()).entrySet()) {
        List<SegmentKey> killed = history.killedBy(one.getKey());
        if (filter.names(one.getValue().ia())
            && (!filter.namesEnds() || killed.stream().anyMatch(this::isSelected))) {
          long recordTimeMs = history.record(one.getKey()).orElseThrow().recordTimeMs();
          revocations.add(new OfInterface(one.getKey(), recordTimeMs, one.getValue(), killed));
        }
        if (isFull(revocations.size())) {
          return;
        }
      }
    }
  }
}
