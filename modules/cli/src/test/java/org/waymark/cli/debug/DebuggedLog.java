package org.waymark.cli.debug;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.waymark.fixtures.Network;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.log.LogRecord;
import org.waymark.log.Topic;
import org.waymark.runtime.simulation.VirtualClock;
import org.waymark.segment.ByteString;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentFormat;
import org.waymark.segment.SegmentType;
import org.waymark.store.Store;
import org.waymark.store.row.ApplySettings;
import org.waymark.wire.event.Event;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.event.EventCodec;

/**
 * A log in which a segment is registered, prolonged, revoked and registered again, while another
 * expires.
 */
final class DebuggedLog {
  private static final long START_MS = Instant.parse("2026-01-15T08:00:00Z").toEpochMilli();
  private static final int SIX_HOURS = 64;

  private final Network network =
      Network.of(NetworkTopology.twoIsds(), 3, new VirtualClock(START_MS));
  private final List<LogRecord> records = new ArrayList<>();
  private long nowMs = START_MS;

  /** The segment that is revoked. */
  final CapnpSegment revoked = segment("1-11", 1);

  /** The segment that expires. */
  final CapnpSegment expiring = segment("1-12", 1);

  DebuggedLog() {
    add(register(revoked));
    add(register(expiring));
    nowMs += 60_000;
    add(register(segment("1-11", SIX_HOURS)));
    nowMs += 1_000;
    add(EventBody.RevocationEvent.of(network.revocations().revoke(IsdAs.parse("1-11"), 11, nowMs)));
    records.add(new LogRecord(records.size(), 0, nowMs, ByteString.EMPTY, new byte[] {1, 2, 3}));
    nowMs += 600_000;
    add(register(segment("1-11", SIX_HOURS)));
    nowMs += 7_200_000;
    add(new EventBody.TickEvent(nowMs));
  }

  private CapnpSegment segment(String first, int expTime) {
    return network
        .segments()
        .along(first, "1-14")
        .timestampS(nowMs / 1_000)
        .expTime(expTime)
        .make();
  }

  private static EventBody register(CapnpSegment segment) {
    return new EventBody.SegmentEvent(
        SegmentFormat.CAPNP, SegmentType.UP, segment.bytes(), List.of());
  }

  private void add(EventBody body) {
    records.add(
        new LogRecord(
            records.size(), 0, nowMs, ByteString.EMPTY, EventCodec.encode(Event.own("ps1", body))));
  }

  /** Folds the log into a store in memory. */
  Store inMemory() {
    Store store = Store.inMemory(ApplySettings.DEFAULT);
    store.apply(Topic.EVENTS, records);
    return store;
  }

  /** Folds the log into a store in a directory. */
  void into(Path directory) {
    try (Store store =
        Store.openRocks(
            directory,
            ApplySettings.DEFAULT,
            (what, cause) -> {
              throw new AssertionError(what, cause);
            })) {
      store.apply(Topic.EVENTS, records);
    }
  }
}
