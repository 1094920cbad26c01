package org.waymark.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.waymark.fixtures.Network;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.fixtures.Route;
import org.waymark.runtime.simulation.VirtualClock;
import org.waymark.segment.IsdAs;
import org.waymark.segment.ProofSide;
import org.waymark.segment.Revocation;
import org.waymark.segment.SegmentType;
import org.waymark.store.row.ApplySettings;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.event.BlockSubject;
import org.waymark.wire.event.Event;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.event.EventCodec;
import org.waymark.wire.message.AsEntryFields;

/**
 * Creates the log of an AS over many hours. Every segment of a wide network is renewed once an
 * hour, some records are repeated or late, and interfaces of some leaves are revoked repeatedly.
 * There is a tick every minute.
 *
 * <p>A renewed segment differs from the first version only in its timestamp, so its signatures and
 * MACs are wrong, but apply does not check them. A segment that ends at a leaf with revocations is
 * signed again for each event, because it must contain the current root of the leaf's hash tree.
 */
final class HistoryLogMaker {
  /** The source AS of the pair whose paths repeatedly appear and disappear. */
  static final IsdAs SOURCE = IsdAs.parse("1-1002");

  static final IsdAs DESTINATION = IsdAs.parse("1-1001");

  /** The start time of all logs, in Unix milliseconds. */
  static final long START_MS = 1_790_000_000_000L;

  private static final NetworkTopology TOPOLOGY = NetworkTopology.wide(2_500);
  private static final long SEED = 3;
  private static final long PERIOD_MS = 3_600_000;
  private static final int MAX_SEGMENTS = 100_000;
  private static final int LEAST_PERIODS = 10;
  private static final int ROUTES_PER_LEAF = 40;
  private static final int LEAVES_PER_REVOKED_LEAF = 100;
  private static final int ONE_REVOKED_IN = 2_000;
  private static final int ONE_REPEATED_IN = 15;
  private static final int ONE_DAMAGED_IN = 20_000;
  private static final int REPEATED_AMONG = 4_096;
  private static final long TICK_EVERY_MS = 60_000;
  private static final long TICK_LAG_MS = 3_660_000;
  private static final long BLOCK_MS = 600_000;

  private final long events;
  private final Random random = new Random(SEED);
  private final Network network = Network.of(TOPOLOGY, SEED, new VirtualClock(START_MS));
  private final List<Segment> segments;
  private final List<IsdAs> revoked;
  private final List<byte[]> recent = new ArrayList<>();
  private long made;
  private int nextSegment;

  /** Receives records in order. */
  @FunctionalInterface
  interface Records {
    void record(long timeMs, byte[] value) throws IOException;
  }

  /**
   * A segment, and its first event.
   *
   * @param timestampAt the position of the timestamp in the event; negative if the segment is
   *     signed again for each event
   */
  private record Segment(SegmentType type, Route route, byte[] event, int timestampAt) {}

  /**
   * @param events the number of records to create
   */
  HistoryLogMaker(long events) {
    this.events = events;
    List<Route> leaves =
        TOPOLOGY.routes(SegmentType.DOWN, 3).filter(route -> route.size() == 3).toList();
    long leafCount = leaves(events);
    revoked =
        leaves.stream()
            .map(Route::last)
            .distinct()
            .filter(leaf -> number(leaf) < leafCount && isRevoked(leaf))
            .toList();
    List<Route> core = TOPOLOGY.routes(SegmentType.CORE, 2).toList();
    List<Route> down = leaves.stream().filter(route -> number(route.last()) < leafCount).toList();
    // Register only a few of the segments of a leaf, or of a parent, at the same time.
    List<Segment> all =
        new ArrayList<>(core.stream().map(r -> segment(SegmentType.CORE, r)).toList());
    all.addAll(
        IntStream.range(0, down.size())
            .parallel()
            .mapToObj(i -> segment(SegmentType.DOWN, down.get(i)))
            .toList());
    Collections.shuffle(all, random);
    segments = all;
  }

  /** {@return the number of leaves at which the segments of a log end; the first is 1-1001} */
  static int leaves(long events) {
    return (int) (Math.min(MAX_SEGMENTS, events / LEAST_PERIODS) / ROUTES_PER_LEAF);
  }

  /** {@return the settings under which the records have their effects} */
  static ApplySettings settings() {
    return new ApplySettings(
        ApplySettings.DEFAULT.aheadMs(),
        TOPOLOGY.treeTtls(),
        DecoderLimits.DEFAULT,
        Event.NEWEST_SCHEMA);
  }

  /** {@return the number of a leaf, from 0} */
  private static long number(IsdAs leaf) {
    return leaf.as() - DESTINATION.as();
  }

  private static boolean isRevoked(IsdAs leaf) {
    return number(leaf) % LEAVES_PER_REVOKED_LEAF == 0;
  }

  private Segment segment(SegmentType type, Route route) {
    if (type == SegmentType.DOWN && isRevoked(route.last())) {
      return new Segment(type, route, new byte[0], -1);
    }
    long timestampS = withoutZeros(START_MS / 1_000);
    byte[] event =
        SegmentEvents.entry(type, SegmentEvents.segment(network, route, timestampS), route.last())
            .value();
    return new Segment(type, route, event, indexOf(event, (int) timestampS));
  }

  private static int indexOf(byte[] event, int number) {
    ByteBuffer bytes = ByteBuffer.wrap(event);
    for (int at = 0; at <= event.length - Integer.BYTES; at++) {
      if (bytes.getInt(at) == number) {
        return at;
      }
    }
    throw new IllegalStateException("the event does not contain its timestamp as contiguous bytes");
  }

  /**
   * {@return the time, or the next later time without zero bytes, because zero bytes would change
   * the packed form}
   */
  private static long withoutZeros(long timestampS) {
    long next = timestampS;
    while ((next & 0xff) == 0 || (next >> 8 & 0xff) == 0 || (next >> 16 & 0xff) == 0) {
      next++;
    }
    return next;
  }

  /** Creates all records. */
  void make(Records records) throws IOException {
    long tickedMs = START_MS;
    while (made < events) {
      long nowMs = START_MS + made * PERIOD_MS / segments.size();
      if (nowMs - tickedMs >= TICK_EVERY_MS) {
        tickedMs = nowMs;
        add(records, nowMs, own(new EventBody.TickEvent(nowMs - TICK_LAG_MS)));
      } else {
        add(records, nowMs, value(nowMs));
      }
    }
  }

  private void add(Records records, long nowMs, byte[] value) throws IOException {
    // Some of the appending replicas have a slow clock.
    records.record(random.nextInt(10) == 0 ? nowMs - random.nextInt(2_000) : nowMs, value);
    made++;
  }

  private byte[] value(long nowMs) {
    if (!revoked.isEmpty() && random.nextInt(ONE_REVOKED_IN) == 0) {
      return revocation(nowMs);
    }
    if (random.nextInt(ONE_DAMAGED_IN) == 0) {
      return random.nextBoolean() ? new byte[] {1, 2, 3} : block(nowMs);
    }
    if (random.nextInt(ONE_REPEATED_IN) == 0 && !recent.isEmpty()) {
      return recent.get(random.nextInt(recent.size()));
    }
    byte[] prolonged = prolonged(segments.get(nextSegment++ % segments.size()), nowMs);
    if (recent.size() < REPEATED_AMONG) {
      recent.add(prolonged);
    } else {
      recent.set(random.nextInt(REPEATED_AMONG), prolonged);
    }
    return prolonged;
  }

  private byte[] prolonged(Segment segment, long nowMs) {
    long timestampS = withoutZeros(nowMs / 1_000 - random.nextInt(20));
    if (segment.timestampAt < 0) {
      return revocable(segment, timestampS);
    }
    byte[] event = segment.event.clone();
    ByteBuffer.wrap(event).putInt(segment.timestampAt, (int) timestampS);
    return event;
  }

  private byte[] revocable(Segment segment, long timestampS) {
    IsdAs leaf = segment.route.last();
    Revocation current =
        network.revocations().revoke(leaf, interfaces(leaf).getFirst(), timestampS * 1_000);
    return SegmentEvents.entry(
            segment.type,
            network
                .segments()
                .along(segment.route)
                .timestampS(timestampS)
                .withArbitraryRoots()
                .unsigned(0)
                .unsigned(1)
                .changing(
                    2,
                    entry ->
                        new AsEntryFields(
                            entry.ia(),
                            entry.trcVersion(),
                            entry.certVersion(),
                            entry.ifIdSize(),
                            entry.hops(),
                            current.connectedRoot(ProofSide.NEXT),
                            entry.mtu(),
                            entry.routingPolicy(),
                            entry.sibra()))
                .make(),
            leaf)
        .value();
  }

  private static List<Long> interfaces(IsdAs leaf) {
    return List.copyOf(TOPOLOGY.as(leaf).interfaces().keySet());
  }

  private byte[] revocation(long nowMs) {
    IsdAs leaf = revoked.get(random.nextInt(revoked.size()));
    List<Long> interfaces = interfaces(leaf);
    return own(
        EventBody.RevocationEvent.of(
            network
                .revocations()
                .revoke(leaf, interfaces.get(random.nextInt(interfaces.size())), nowMs)));
  }

  private byte[] block(long nowMs) {
    IsdAs leaf = segments.get(random.nextInt(segments.size())).route.last();
    return own(new EventBody.BlockEvent(new BlockSubject.OfAs(leaf), nowMs + BLOCK_MS, "measured"));
  }

  private static byte[] own(EventBody body) {
    return EventCodec.encode(Event.own("bench", body));
  }
}
