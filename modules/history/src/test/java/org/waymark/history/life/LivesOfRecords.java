package org.waymark.history.life;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.waymark.history.Moment;
import org.waymark.log.LogRecord;
import org.waymark.log.Topic;
import org.waymark.segment.SegmentKey;
import org.waymark.store.Store;
import org.waymark.store.apply.Applied;
import org.waymark.store.row.ApplySettings;
import org.waymark.store.row.SegmentVersion;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.control.SegmentCodec;
import org.waymark.wire.event.Event;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.event.EventCodec;

/** Assembles lives by applying one record after another, without the tables of history. */
final class LivesOfRecords {
  private final List<LogRecord> log;
  private final Moment until;
  private final long lastTickMs;

  /** The latest record time up to each offset. */
  private final long[] latestMs;

  private final Map<SegmentKey, Life> lives = new TreeMap<>();

  /** A stored version. */
  private record Version(long offset, long endMs, boolean expired) {}

  /** The events in the life of one segment. */
  static final class Life {
    private final List<String> lines = new ArrayList<>();
    private final List<String> gaps = new ArrayList<>();
    private Version stored;
    private Long coverEndedMs;

    List<String> lines() {
      return lines;
    }

    boolean live() {
      return stored != null && !stored.expired;
    }

    List<String> gaps() {
      List<String> all = new ArrayList<>(gaps);
      if (coverEndedMs != null) {
        all.add(coverEndedMs + "-");
      }
      return all;
    }

    private void begins(long atMs) {
      if (coverEndedMs != null) {
        gaps.add(coverEndedMs + "-" + Math.max(coverEndedMs, atMs));
        coverEndedMs = null;
      }
    }

    private void ends(long atMs) {
      if (coverEndedMs == null) {
        coverEndedMs = atMs;
      }
    }
  }

  private LivesOfRecords(List<LogRecord> log, Moment until, long lastTickMs) {
    this.log = log;
    this.until = until;
    this.lastTickMs = lastTickMs;
    this.latestMs = log.stream().mapToLong(LogRecord::recordTimeMs).toArray();
    Arrays.parallelPrefix(latestMs, Math::max);
  }

  static Map<SegmentKey, Life> of(List<LogRecord> log, ApplySettings settings, Moment until) {
    try (Store store = Store.inMemory(settings)) {
      List<Applied> effects =
          store.apply(Topic.EVENTS, log.subList(0, Math.toIntExact(until.next())));
      LivesOfRecords lives = new LivesOfRecords(log, until, store.lastTickMs());
      effects.forEach(lives::apply);
      lives.lives.values().forEach(life -> lives.expire(life, until.next(), true));
      return lives.lives;
    }
  }

  static String line(LifeEvent event) {
    return "%s at %d, %d ms, version %s, revocation %s, reason %s"
        .formatted(
            event.kind(),
            event.offset(),
            event.atMs(),
            event.version().isPresent() ? event.version().getAsLong() : -1,
            event.revocation().isPresent() ? event.revocation().getAsLong() : -1,
            event.reason().map(Object::toString).orElse("none"));
  }

  private static String line(
      LifeEvent.Kind kind, long offset, long atMs, long version, long revocation, String reason) {
    return "%s at %d, %d ms, version %s, revocation %s, reason %s"
        .formatted(kind, offset, atMs, version, revocation, reason);
  }

  private Life life(SegmentKey key) {
    return lives.computeIfAbsent(key, _ -> new Life());
  }

  private void expire(Life life, long before, boolean last) {
    Version version = life.stored;
    if (version == null || version.expired) {
      return;
    }
    long at = version.offset + 1;
    while (at < log.size() && latestMs[Math.toIntExact(at)] <= version.endMs) {
      at++;
    }
    boolean due = version.endMs <= Math.max(until.clockMs(), lastTickMs);
    if (due && (at <= before || last)) {
      life.lines.add(
          line(
              LifeEvent.Kind.EXPIRED,
              Math.min(at, until.next()),
              version.endMs,
              version.offset,
              -1,
              "none"));
      life.ends(version.endMs);
      life.stored = new Version(version.offset, version.endMs, true);
    }
  }

  private void apply(Applied effect) {
    long offset = effect.offset();
    long timeMs = log.get(Math.toIntExact(offset)).recordTimeMs();
    lives.values().forEach(life -> expire(life, offset, false));
    switch (effect) {
      case Applied.Added(var at, var stored) -> {
        Life life = life(stored.key());
        life.lines.add(line(LifeEvent.Kind.REGISTERED, at, timeMs, -1, -1, "none"));
        life.stored = new Version(at, stored.segment().endMs(), false);
        life.begins(timeMs);
      }
      case Applied.Replaced(var at, var stored, var old, var oldExpiryS) -> {
        Life life = life(stored.key());
        LifeEvent.Kind kind =
            stored.segment().expiryS() > oldExpiryS
                ? LifeEvent.Kind.PROLONGED
                : LifeEvent.Kind.REPLACED;
        if (life.stored.endMs() <= timeMs) {
          kind = LifeEvent.Kind.REGISTERED;
        }
        life.lines.add(line(kind, at, timeMs, old, -1, "none"));
        life.stored = new Version(at, stored.segment().endMs(), false);
        life.begins(timeMs);
      }
      case Applied.Ignored(var at, var key, var by) ->
          life(key).lines.add(line(LifeEvent.Kind.IGNORED, at, timeMs, by, -1, "none"));
      case Applied.KilledOnArrival(var at, var key, var by) ->
          life(key).lines.add(line(LifeEvent.Kind.KILLED_ON_ARRIVAL, at, timeMs, -1, by, "none"));
      case Applied.Revoked(var at, var ia, var interfaceId, var killed) -> {
        for (SegmentVersion version : killed) {
          Life life = life(version.key());
          life.lines.add(line(LifeEvent.Kind.KILLED, at, timeMs, version.offset(), at, "none"));
          life.stored = null;
          life.ends(timeMs);
        }
      }
      case Applied.Ticked(var tick, var tickMs, var rows, var ended) -> {
        for (SegmentVersion version : ended) {
          Life life = life(version.key());
          life.lines.add(
              line(LifeEvent.Kind.REMOVED, tick.offset(), timeMs, version.offset(), -1, "none"));
          life.stored = null;
        }
      }
      case Applied.Quarantined(var at, var reason) ->
          keyOf(log.get(Math.toIntExact(at)))
              .forEach(
                  (key, none) ->
                      life(key)
                          .lines
                          .add(
                              line(
                                  LifeEvent.Kind.QUARANTINED,
                                  at,
                                  timeMs,
                                  -1,
                                  -1,
                                  reason.toString())));
      default -> {}
    }
  }

  private static Map<SegmentKey, Boolean> keyOf(LogRecord record) {
    Map<SegmentKey, Boolean> found = new HashMap<>();
    new EventCodec(DecoderLimits.DEFAULT)
        .decode(record.value())
        .asOptional()
        .map(Event::body)
        .filter(EventBody.SegmentEvent.class::isInstance)
        .map(EventBody.SegmentEvent.class::cast)
        .ifPresent(
            body ->
                found.put(
                    new SegmentKey(
                        body.format(),
                        body.type(),
                        new SegmentCodec(DecoderLimits.DEFAULT)
                            .decode(body.format(), body.bytes())
                            .orElseThrow()
                            .id()),
                    true));
    return found;
  }
}
