package org.waymark.store.view;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.waymark.log.Position;
import org.waymark.log.Topic;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.ProofSide;
import org.waymark.segment.Revocation;
import org.waymark.segment.SegmentKey;
import org.waymark.segment.SegmentType;
import org.waymark.store.apply.ProvingSides;
import org.waymark.store.apply.RevocationEffects;
import org.waymark.store.row.Family;
import org.waymark.store.row.HistoryKeys;
import org.waymark.store.row.Keys;
import org.waymark.store.row.Positions;
import org.waymark.store.row.Row;
import org.waymark.store.row.RowCodec;
import org.waymark.store.row.RowDigest;
import org.waymark.store.row.RowSnapshot;
import org.waymark.store.row.RowTotals;
import org.waymark.store.row.SegmentQuery;
import org.waymark.store.row.SegmentValue;
import org.waymark.store.row.StateDigest;
import org.waymark.store.row.StoredSegment;
import org.waymark.trust.TrustMaterial;
import org.waymark.wire.event.RowKind;

/**
 * The state at one position, unaffected by records applied later. A view is cheap enough to open
 * for every request, and must be closed after use. Any number of views may be open, each used by
 * one thread at a time.
 *
 * <p>Clocks are in Unix milliseconds. A clock before the last tick is replaced by the time of the
 * last tick, because rows that had expired by then have been removed.
 *
 * <p>A segment is hidden if it is blocked, if an interface of its path is reported down, or if the
 * AS at which it starts is no longer a core AS. The view checks this last condition against the
 * newest TRC, because apply of events never reads trust.
 *
 * <p>A failed read throws {@link StoreException.Unavailable} and never returns an empty answer. A
 * read after the store was closed throws {@link StoreException.Closed}, but results that earlier
 * reads have cached are still returned.
 */
public final class ReadView implements AutoCloseable {
  private final RowSnapshot rows;
  private final Positions positions;
  private final TrustMaterial trust;
  private final Optional<KnownCandidates> known;
  private final ViewDecoders decoders;
  private final ClockChanges changes = new ClockChanges();

  /**
   * @param positions the positions of the rows; for a past state, without totals
   * @param known the cache for the current state; empty for a past state
   */
  public ReadView(
      RowSnapshot rows,
      Positions positions,
      TrustMaterial trust,
      Optional<KnownCandidates> known,
      ViewDecoders decoders) {
    this.rows = rows;
    this.positions = positions;
    this.trust = trust;
    this.known = known;
    this.decoders = decoders;
  }

  /** {@return the mark of the current state; empty if the view shows a past state} */
  public Optional<StateMark> mark() {
    return known.map(cache -> new StateMark(rows.version(), trust));
  }

  /**
   * {@return the first millisecond at which the results of {@link #segments}, {@link #firstAses},
   * {@link #live} and {@link #hides} may differ from those returned so far, although the state is
   * the same; not later than any clock if they may differ at any time} Only for clocks that were
   * not after this time, and only if time does not go back.
   */
  public long clockChangeMs() {
    return changes.nextMs();
  }

  private List<SegmentSearch.Candidate> candidates(SegmentQuery query) {
    return known
        .map(cache -> cache.of(query, rows))
        .orElseGet(() -> new SegmentSearch(rows).all(query));
  }

  private RowTotals.Totals totals() {
    return known.isPresent() ? positions.totals() : RowDigest.totals(rows);
  }

  private boolean hasAny(RowKind kind) {
    return known.isPresent()
        ? positions.totals().of(kind) > 0
        : rows.firstFrom(Family.ofKind(kind), Keys.NONE).isPresent();
  }

  /**
   * {@return the segments with the requested ends that are valid at {@code clockMs} and not hidden:
   * fewest hops first, then latest expiry, then id}
   *
   * @param limit the maximum number of results
   */
  public List<StoredSegment> segments(SegmentQuery query, long clockMs, int limit) {
    long nowMs = notBeforeTick(clockMs);
    HiddenSegments hidden = hidden(nowMs);
    List<StoredSegment> found = new ArrayList<>();
    for (SegmentSearch.Candidate candidate : candidates(query)) {
      if (found.size() >= limit) {
        break;
      }
      if (changes.lasts(candidate.endMs(), nowMs)) {
        StoredSegment stored = decoders.segments().load(rows, candidate.key(), candidate.offset());
        if (!hidden.hides(stored.segment())) {
          found.add(stored);
        }
      }
    }
    return List.copyOf(found);
  }

  /** {@return the number of rows of each kind; every kind has an entry} */
  public Map<RowKind, Long> rowCounts() {
    Map<RowKind, Long> counts = new EnumMap<>(RowKind.class);
    RowTotals.Totals totals = totals();
    for (RowKind kind : RowKind.values()) {
      counts.put(kind, totals.of(kind));
    }
    return counts;
  }

  /**
   * {@return the distinct first ASes of all segments with the requested ends that are valid at the
   * clock, hidden or not, starting with the first AS of the best segment}
   *
   * <p>This reads only the index, no segments.
   */
  public List<IsdAs> firstAses(SegmentQuery query, long clockMs) {
    long nowMs = notBeforeTick(clockMs);
    return candidates(query).stream()
        .filter(candidate -> changes.lasts(candidate.endMs(), nowMs))
        .map(SegmentSearch.Candidate::first)
        .distinct()
        .toList();
  }

  /** {@return whether the segment, if it were stored, would be hidden at the clock} */
  public boolean hides(PathSegment segment, long clockMs) {
    return hidden(notBeforeTick(clockMs)).hides(segment);
  }

  private long notBeforeTick(long clockMs) {
    return Math.max(clockMs, positions.lastTickMs());
  }

  private HiddenSegments hidden(long nowMs) {
    return new HiddenSegments(
        rows, trust, nowMs, hasAny(RowKind.BLOCK), hasAny(RowKind.INTERFACE_DOWN), changes);
  }

  /** {@return the stored version of the path, valid or not, hidden or not} */
  public Optional<StoredSegment> version(SegmentKey key) {
    return rows.get(Family.SEGMENTS, Keys.segment(key))
        .map(value -> decoders.segments().load(rows, key, new SegmentValue(value).offset()));
  }

  /** {@return the stored version of the path, if it is valid at {@code clockMs} and not hidden} */
  public Optional<StoredSegment> live(SegmentKey key, long clockMs) {
    long nowMs = notBeforeTick(clockMs);
    return version(key)
        .filter(stored -> changes.lasts(stored.segment().endMs(), nowMs))
        .filter(stored -> !hidden(nowMs).hides(stored.segment()));
  }

  /**
   * {@return the stored versions with the requested ends, without their bytes; includes expired and
   * hidden versions}
   */
  public List<StoredVersion> versions(SegmentQuery query) {
    return versions(query, Long.MIN_VALUE, 0);
  }

  /**
   * Finds the stored versions like {@link #versions(SegmentQuery)}, but reads fewer rows. Only for
   * the current state.
   *
   * @param afterMs an instant. A row is read only for versions in or after the first record that
   *     was recorded later; all others get this instant as their record time, which is not before
   *     their own
   */
  public List<StoredVersion> versions(SegmentQuery query, long afterMs) {
    return versions(query, afterMs, nextAt(afterMs));
  }

  private List<StoredVersion> versions(SegmentQuery query, long afterMs, long next) {
    List<StoredVersion> found = new ArrayList<>();
    new SegmentSearch(rows)
        .each(
            query,
            candidate -> {
              long offset = candidate.offset();
              long timeMs = offset < next ? afterMs : recordTimeMs(candidate.key());
              found.add(new StoredVersion(candidate.key(), timeMs, offset));
            });
    return List.copyOf(found);
  }

  /** {@return the offset of the first event that was recorded after the instant} */
  private long nextAt(long instantMs) {
    return rows.firstFrom(
            Family.TIMES,
            HistoryKeys.time(Topic.EVENTS, instantMs + 1),
            HistoryKeys.latestTime(Topic.EVENTS))
        .map(row -> Keys.number(row.value()))
        .orElse(Long.MAX_VALUE);
  }

  private long recordTimeMs(SegmentKey path) {
    byte[] key = Keys.segment(path);
    return rows.get(Family.SEGMENTS, key)
        .map(SegmentValue::new)
        .orElseThrow(() -> RevocationEffects.dangling(key))
        .recordTimeMs();
  }

  /**
   * {@return the stored versions in which any hop entry uses the interface, including hop entries
   * for peer links}
   *
   * @param interfaceId the interface, which must not be 0
   */
  public List<StoredSegment> segmentsUsing(IsdAs ia, long interfaceId) {
    List<SegmentKey> users = new ArrayList<>();
    rows.scan(
        Family.BY_INTERFACE,
        Keys.iaInterface(ia, interfaceId),
        (key, role) -> users.add(Keys.segment(Keys.segmentOfInterface(key))));
    // The key contains the root before the segment, so a segment that contains an AS twice is found
    // twice.
    return users.stream().distinct().map(key -> version(key).orElseThrow()).toList();
  }

  /** {@return the stored revocations of the interface, current or not} */
  public List<StoredRevocation> revocations(IsdAs ia, long interfaceId) {
    return revocations(Keys.iaInterface(ia, interfaceId));
  }

  /** {@return all stored revocations, current or not, in the order of their keys} */
  public List<StoredRevocation> revocations() {
    return revocations(Keys.NONE);
  }

  private List<StoredRevocation> revocations(byte[] prefix) {
    List<StoredRevocation> found = new ArrayList<>();
    rows.scan(
        Family.REVOCATIONS,
        prefix,
        (key, value) -> found.add(decoders.stored(RowCodec.revocation(key, value))));
    return List.copyOf(found);
  }

  /**
   * {@return the offset of the stored revocation that would kill the segment if the segment were
   * recorded at the given time; empty if there is none}
   */
  public OptionalLong killer(PathSegment segment, long recordTimeMs) {
    return new RevocationEffects(rows).killer(segment, recordTimeMs);
  }

  /**
   * {@return the sides on which a revocation matches any hop entry of a segment that is stored or
   * was killed within the horizon}
   *
   * @param revocation a revocation without fault, with the treeTTL configured for its AS
   */
  public ProvingSides proving(Revocation revocation) {
    return new RevocationEffects(rows).proving(revocation);
  }

  /**
   * {@return the sides on which a revocation matches an entry of its AS in a stored segment,
   * regardless of which interfaces that entry names}
   *
   * @param revocation a revocation without fault, with the treeTTL configured for its AS
   */
  public Set<ProofSide> provingByEntry(Revocation revocation) {
    return new EntryProof(rows).sides(revocation);
  }

  /**
   * {@return whether the revocation would change nothing because each of the sides is already
   * covered by a stored revocation that expires at the same time or later}
   */
  public boolean holds(Revocation revocation, Set<ProofSide> sides) {
    return new RevocationEffects(rows).holds(revocation, sides);
  }

  /**
   * Counts the paths of any type with these ends that are stored and valid at the given time.
   *
   * @param first the first AS, or {@link IsdAs#NONE} for any
   * @param atMost the number at which to stop counting
   */
  public int liveKeys(IsdAs first, IsdAs last, long clockMs, int atMost) {
    long nowMs = notBeforeTick(clockMs);
    SegmentSearch search = new SegmentSearch(rows);
    int count = 0;
    for (SegmentType type : SegmentType.values()) {
      count += search.count(type, first, last, nowMs, atMost - count);
    }
    return count;
  }

  /**
   * {@return whether the number of paths of any type with these ends that are stored and valid at
   * the given time reaches a limit}
   *
   * <p>Hardly ever does this scan the paths.
   *
   * @param first the first AS, or {@link IsdAs#NONE} for any
   */
  public boolean reachLimit(IsdAs first, IsdAs last, long clockMs, int limit) {
    return mayReachLimit(first, last, limit) && liveKeys(first, last, clockMs, limit) >= limit;
  }

  private boolean mayReachLimit(IsdAs first, IsdAs last, int limit) {
    if (known.isEmpty()) {
      return true;
    }
    PathCounts counts = known.get().counts();
    OptionalInt bound = counts.bound(first, last, rows.version());
    if (bound.isPresent() && bound.getAsInt() < limit) {
      return false;
    }
    // Paths that were valid at the last tick are counted as well, because clocks may go back.
    int stored = liveKeys(first, last, lastTickMs(), limit);
    if (stored < limit) {
      counts.counted(first, last, rows.version(), stored);
    }
    return stored >= limit;
  }

  /** {@return the accepted TRCs and chains} */
  public TrustMaterial trust() {
    return trust;
  }

  /**
   * {@return the position up to which the topic has been applied in this state; empty if no record
   * has been applied}
   */
  public Optional<Position> position(Topic topic) {
    return positions.position(topic);
  }

  /** {@return the topic's digest in this state} */
  public StateDigest digest(Topic topic) {
    return known.isPresent() ? positions.digest(topic) : recomputeDigest(topic);
  }

  /**
   * {@return the time of the last effective tick, in Unix milliseconds; 0 before the first tick}
   */
  public long lastTickMs() {
    return positions.lastTickMs();
  }

  /** Counts all rows, valid or not, and adds up their sizes. This scans all rows. */
  public RowStatistics held() {
    return RowStatistics.of(rows);
  }

  /** {@return all rows of the topic, ordered by kind and key} */
  public List<Row> rows(Topic topic) {
    return RowDigest.kinds(topic).stream().flatMap(kind -> rows(kind).stream()).toList();
  }

  /** {@return all rows of a kind, ordered by key} */
  public List<Row> rows(RowKind kind) {
    Family family = Family.ofKind(kind);
    List<Row> all = new ArrayList<>();
    rows.scan(
        family, Keys.NONE, (key, value) -> all.add(RowCodec.decode(rows, family, key, value)));
    return List.copyOf(all);
  }

  /** Recomputes the digest from all rows. */
  public StateDigest recomputeDigest(Topic topic) {
    return RowDigest.of(rows, positions, topic);
  }

  @Override
  public void close() {
    rows.close();
  }
}
