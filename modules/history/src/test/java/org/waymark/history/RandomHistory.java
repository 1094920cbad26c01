package org.waymark.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.waymark.fixtures.Network;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.fixtures.Route;
import org.waymark.log.LogRecord;
import org.waymark.runtime.SystemClock;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentFormat;
import org.waymark.segment.SegmentType;
import org.waymark.store.row.ApplySettings;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.event.Event;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.event.EventCodec;
import org.waymark.wire.event.Origin;
import org.waymark.wire.event.Transport;

/**
 * Makes random logs in which every kind of change happens often: segments that are added,
 * prolonged, repeated, too old, too new or ended, revocations before and after them, ticks, and
 * record times that go back.
 */
public final class RandomHistory {
  /** The start of all logs, Unix milliseconds. */
  public static final long START_MS = 1_800_000_000_000L;

  private static final NetworkTopology TOPOLOGY = NetworkTopology.twoIsds().withTreeTtlS(600);
  private static final Network NETWORK = Network.of(TOPOLOGY, 7, new SystemClock());
  private static final long[] STEPS_MS = {
    0, 0, 1, 400, 1_000, 2_000, 5_000, 10_000, 60_000, 400_000, 3_660_000
  };
  private static final int[] EXP_TIMES = {0, 1, 3, 64};
  private static final long TICK_EVERY_MS = 300_000;
  private static final long TICK_LAG_MS = 3_660_000;

  private record Path(SegmentType type, Route route) {}

  private static final List<Path> PATHS =
      List.of(
          new Path(SegmentType.UP, TOPOLOGY.route("1-11", "1-14")),
          new Path(SegmentType.DOWN, TOPOLOGY.route("1-11", "1-14")),
          new Path(SegmentType.DOWN, TOPOLOGY.route("1-12", "1-14")),
          new Path(SegmentType.UP, TOPOLOGY.route("1-12", "1-14")),
          new Path(SegmentType.UP, TOPOLOGY.route("1-11", "1-14", "1-16")),
          new Path(SegmentType.DOWN, TOPOLOGY.route("1-13", "1-15")),
          new Path(SegmentType.CORE, TOPOLOGY.route("1-13", "1-12", "1-11")),
          new Path(SegmentType.CORE, TOPOLOGY.route("1-13", "1-11")),
          new Path(SegmentType.CORE, TOPOLOGY.route("1-13", "1-12")));

  private final Random random;
  private final List<LogRecord> records = new ArrayList<>();
  private final List<byte[]> segments = new ArrayList<>();
  private long nowMs = START_MS;
  private long tickedMs = START_MS;

  private RandomHistory(long seed) {
    random = new Random(seed);
  }

  /** {@return the settings with which the records have these effects} */
  public static ApplySettings settings() {
    return new ApplySettings(
        600_000, TOPOLOGY.treeTtls(), DecoderLimits.DEFAULT, Event.NEWEST_SCHEMA);
  }

  /** Makes a log with the given number of records, from offset 0. */
  public static List<LogRecord> records(long seed, int count) {
    RandomHistory history = new RandomHistory(seed);
    while (history.records.size() < count) {
      history.step();
    }
    return List.copyOf(history.records.subList(0, count));
  }

  private void step() {
    nowMs += STEPS_MS[random.nextInt(STEPS_MS.length)];
    if (nowMs - tickedMs >= TICK_EVERY_MS) {
      tickedMs = nowMs;
      add(event("replica-1", Origin.SELF, new EventBody.TickEvent(nowMs - TICK_LAG_MS)));
    }
    int kind = random.nextInt(20);
    if (kind < 13) {
      add(kind < 3 && !segments.isEmpty() ? earlier() : segment());
    } else if (kind < 19) {
      add(revocation());
    } else {
      add(new byte[] {1, 2, 3});
    }
  }

  private void add(byte[] value) {
    long backMs = random.nextInt(5) == 0 ? random.nextInt(20_000) : 0;
    records.add(new LogRecord(records.size(), 0, nowMs - backMs, ByteString.EMPTY, value));
  }

  private byte[] earlier() {
    return random.nextBoolean()
        ? segments.getLast()
        : segments.get(random.nextInt(segments.size()));
  }

  private byte[] segment() {
    Path path = PATHS.get(random.nextInt(PATHS.size()));
    long ageS =
        switch (random.nextInt(12)) {
          case 0 -> -3_600;
          case 1 -> 30_000;
          default -> random.nextInt(30);
        };
    byte[] value =
        event(
            "replica-" + random.nextInt(3),
            new Origin(
                Transport.SCION_UDP,
                IsdAs.parse("1-14"),
                ByteString.owning(new byte[] {10, 0, 0, (byte) random.nextInt(4)})),
            new EventBody.SegmentEvent(
                SegmentFormat.CAPNP,
                path.type(),
                NETWORK
                    .segments()
                    .along(path.route())
                    .timestampS(nowMs / 1_000 - ageS)
                    .expTime(EXP_TIMES[random.nextInt(EXP_TIMES.length)])
                    .make()
                    .bytes(),
                List.of()));
    segments.add(value);
    return value;
  }

  private byte[] revocation() {
    List<Route.Step> steps = PATHS.get(random.nextInt(PATHS.size())).route().steps();
    Route.Step step = steps.get(random.nextInt(steps.size()));
    long interfaceId = step.ingress() == 0 ? step.egress() : step.ingress();
    return event(
        "replica-0",
        new Origin(Transport.SCION_UDP, IsdAs.parse("1-15"), ByteString.EMPTY),
        EventBody.RevocationEvent.of(NETWORK.revocations().revoke(step.ia(), interfaceId, nowMs)));
  }

  private static byte[] event(String writer, Origin origin, EventBody body) {
    return EventCodec.encode(new Event(Event.NEWEST_SCHEMA, List.of(), writer, origin, 0, body));
  }
}
