package org.waymark.history.life;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.waymark.history.Moment;
import org.waymark.history.QueryBounds;
import org.waymark.log.Topic;
import org.waymark.segment.AsInterface;
import org.waymark.segment.SegmentKey;
import org.waymark.store.history.HistoryView;
import org.waymark.store.history.Tick;
import org.waymark.store.row.RecordSummary;
import org.waymark.store.row.SegmentChange;
import org.waymark.store.row.SegmentValue;

/** Assembles the life of one segment from the changes listed in the history. */
public final class SegmentLives {
  /**
   * Orders events by offset. An expiry comes before the record with the same offset, which was
   * recorded after it.
   */
  private static final Comparator<LifeEvent> ORDER =
      Comparator.comparingLong(LifeEvent::offset)
          .thenComparing(event -> event.kind() != LifeEvent.Kind.EXPIRED);

  private final HistoryView history;
  private final Moment until;
  private final long clockMs;
  private final List<LifeEvent> events = new ArrayList<>();
  private Optional<SegmentValue> stored = Optional.empty();
  private Optional<SegmentValue> last = Optional.empty();

  private SegmentLives(HistoryView history, Moment until) {
    this.history = history;
    this.until = until;
    // Versions that were removed by a tick had ended before the tick, even if the clock has gone
    // backwards since then.
    this.clockMs = Math.max(until.clockMs(), history.lastTick(until.next()).timeMs());
  }

  /** Collects the events in the life of a segment up to a moment, however long that takes. */
  public static SegmentLife of(HistoryView history, SegmentKey key, Moment until) {
    return of(history, key, until, QueryBounds.of(Integer.MAX_VALUE));
  }

  /**
   * Collects the events in the life of a segment up to a moment.
   *
   * @param bounds the bounds, of which only the time limit applies, because the result is never
   *     partial
   * @throws org.waymark.history.TimeOverException if the time runs out before all events have been
   *     collected
   */
  public static SegmentLife of(
      HistoryView history, SegmentKey key, Moment until, QueryBounds bounds) {
    return new SegmentLives(history, until).life(key, 0, bounds);
  }

  /**
   * Finds the gaps in the coverage of a segment after one of its versions, without reading what
   * happened before.
   *
   * @param version the offset of the record that stored the version
   */
  public static List<CoverGap> gapsAfter(
      HistoryView history, SegmentKey key, long version, Moment until) {
    return new SegmentLives(history, until)
        .life(key, version, QueryBounds.of(Integer.MAX_VALUE))
        .gaps();
  }

  private SegmentLife life(SegmentKey key, long from, QueryBounds bounds) {
    Optional<SegmentValue> ignored = Optional.empty();
    for (SegmentChange change : history.changes(key, from, until.next())) {
      bounds.requireTime();
      if (change.kind().isOfState()) {
        end(change.offset());
        changed(change);
      } else {
        ignored = change.version();
        events.add(unchanged(change));
      }
    }
    end(until.next());
    events.sort(ORDER);
    return new SegmentLife(
        key,
        last.isPresent() ? last : ignored,
        stored.isPresent(),
        stored.filter(version -> version.endMs() > clockMs).isPresent(),
        events,
        SegmentLife.gaps(events));
  }

  /**
   * Adds the expiry of the stored version, and its removal by a tick, if they happened before the
   * given record.
   */
  private void end(long before) {
    if (stored.isEmpty()) {
      return;
    }
    SegmentValue version = stored.get();
    long endMs = version.endMs();
    long later = Math.max(history.nextAt(Topic.EVENTS, endMs), version.offset() + 1);
    // At the moment itself, only the clock counts, because there may be no later record yet.
    long expiredAt = before == until.next() ? Math.min(later, before) : later;
    if (endMs <= clockMs && expiredAt <= before) {
      events.add(ended(LifeEvent.Kind.EXPIRED, expiredAt, endMs, version));
    }
    Optional<Tick> tick = history.firstTick(endMs, version.offset() + 1, before);
    if (tick.isPresent()) {
      long offset = tick.get().offset();
      events.add(ended(LifeEvent.Kind.REMOVED, offset, timeOf(offset), version));
      stored = Optional.empty();
    }
  }

  private void changed(SegmentChange change) {
    switch (change.kind()) {
      case ADDED -> put(change, LifeEvent.Kind.REGISTERED);
      case REPLACED -> {
        put(change, kind(stored, change.version().orElseThrow()));
      }
      case KILLED -> {
        events.add(killed(change));
        stored = Optional.empty();
      }
      case IGNORED, KILLED_ON_ARRIVAL, QUARANTINED ->
          throw new IllegalArgumentException(change.kind() + " does not change the state");
    }
  }

  private static LifeEvent.Kind kind(Optional<SegmentValue> stored, SegmentValue version) {
    if (stored.filter(old -> old.endMs() > version.recordTimeMs()).isEmpty()) {
      return LifeEvent.Kind.REGISTERED;
    }
    return version.endMs() > stored.get().endMs()
        ? LifeEvent.Kind.PROLONGED
        : LifeEvent.Kind.REPLACED;
  }

  private void put(SegmentChange change, LifeEvent.Kind kind) {
    events.add(carried(change, kind, optional(change.cause()), OptionalLong.empty()));
    stored = change.version();
    last = stored;
  }

  private LifeEvent unchanged(SegmentChange change) {
    return switch (change.kind()) {
      case IGNORED ->
          carried(change, LifeEvent.Kind.IGNORED, optional(change.cause()), OptionalLong.empty());
      case KILLED_ON_ARRIVAL ->
          carried(
              change,
              LifeEvent.Kind.KILLED_ON_ARRIVAL,
              OptionalLong.empty(),
              optional(change.cause()));
      case QUARANTINED ->
          carried(change, LifeEvent.Kind.QUARANTINED, OptionalLong.empty(), OptionalLong.empty());
      case ADDED, REPLACED, KILLED ->
          throw new IllegalArgumentException(change.kind() + " changes the state");
    };
  }

  private LifeEvent carried(
      SegmentChange change, LifeEvent.Kind kind, OptionalLong version, OptionalLong revocation) {
    SegmentValue value = change.version().orElseThrow();
    return new LifeEvent(
        kind,
        change.offset(),
        value.recordTimeMs(),
        OptionalLong.of(value.endMs()),
        version,
        revocation,
        by(revocation),
        change.reason(),
        Optional.of(change.source()));
  }

  private LifeEvent killed(SegmentChange change) {
    OptionalLong revocation = OptionalLong.of(change.cause());
    return new LifeEvent(
        LifeEvent.Kind.KILLED,
        change.offset(),
        timeOf(change.offset()),
        OptionalLong.empty(),
        stored.map(version -> OptionalLong.of(version.offset())).orElse(OptionalLong.empty()),
        revocation,
        by(revocation),
        Optional.empty(),
        Optional.of(change.source()));
  }

  private static LifeEvent ended(
      LifeEvent.Kind kind, long offset, long atMs, SegmentValue version) {
    return new LifeEvent(
        kind,
        offset,
        atMs,
        OptionalLong.of(version.endMs()),
        OptionalLong.of(version.offset()),
        OptionalLong.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private Optional<AsInterface> by(OptionalLong revocation) {
    return revocation.isPresent()
        ? history.record(revocation.getAsLong()).flatMap(RecordSummary::ofInterface)
        : Optional.empty();
  }

  private long timeOf(long offset) {
    return history.record(offset).map(RecordSummary::recordTimeMs).orElseThrow();
  }

  private static OptionalLong optional(long offset) {
    return offset == SegmentChange.NONE ? OptionalLong.empty() : OptionalLong.of(offset);
  }
}
