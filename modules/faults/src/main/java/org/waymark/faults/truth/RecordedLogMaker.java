package org.waymark.faults.truth;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.waymark.edge.config.CertificateFolder;
import org.waymark.edge.trust.TrustEntries;
import org.waymark.fixtures.Network;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.fixtures.Route;
import org.waymark.log.Entry;
import org.waymark.log.Topic;
import org.waymark.runtime.simulation.VirtualClock;
import org.waymark.segment.ByteString;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentType;
import org.waymark.wire.event.BlockSubject;
import org.waymark.wire.event.Event;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.event.EventCodec;
import org.waymark.wire.event.RecordKeys;
import org.waymark.wire.event.TrustKind;
import org.waymark.wire.trust.Trc;

/** Creates a {@link RecordedLog}. */
final class RecordedLogMaker {
  private static final String WRITER = "recorded";
  private static final long NETWORK_SEED = 3;
  private static final long SPAN_MS = 8 * 3_600_000L;
  private static final long TICK_LAG_MS = 3_660_000;
  private static final long BLOCK_MS = 1_800_000;
  private static final int MAX_ASES = 4;
  private static final int MIN_EXP_TIME = 6;
  private static final int MAX_EXP_TIME = 64;
  private static final int ALL = 1_000;

  /**
   * The number of ticks among {@value #ALL} records. The constants below are the numbers of other
   * kinds; all remaining records are segments.
   */
  private static final int TICKS = 160;

  private static final int REVOCATIONS = 60;
  private static final int BLOCKS = 15;
  private static final int INTERFACES_DOWN = 15;
  private static final int POISON = 20;
  private static final int REPEATED = 30;

  private final VirtualClock clock = new VirtualClock(RecordedLog.START_MS);
  private final SplittableRandom random;
  private final int events;
  private final Network network = network(clock);
  private final List<RecordedLog.TimedEntry> entries = new ArrayList<>();
  private final List<Entry> segments = new ArrayList<>();

  RecordedLogMaker(long seed, int events) {
    this.random = new SplittableRandom(seed);
    this.events = events;
  }

  /** {@return the network of every recorded log, at the start of the log} */
  static Network network() {
    return network(new VirtualClock(RecordedLog.START_MS));
  }

  private static Network network(VirtualClock clock) {
    return Network.of(NetworkTopology.twoIsds(), NETWORK_SEED, clock);
  }

  RecordedLog make() {
    trust();
    for (int i = 0; i < events; i++) {
      if (i == events / 2) {
        laterTrust();
      }
      add(Topic.EVENTS, event());
      clock.advanceMs(SPAN_MS / events);
    }
    return new RecordedLog(network, entries);
  }

  private void add(Topic topic, Entry entry) {
    entries.add(new RecordedLog.TimedEntry(clock.wallMs(), topic, entry));
  }

  private void trust() {
    add(
        Topic.TRUST,
        entry(RecordKeys.logOwner(RecordedLog.LOCAL), new EventBody.LogOwner(RecordedLog.LOCAL)));
    CertificateFolder folder =
        new CertificateFolder(network.trust().trcs(), network.trust().chains());
    TrustEntries.of(folder, WRITER).forEach(entry -> add(Topic.TRUST, entry));
  }

  /**
   * Adds a TRC update, a repetition of it, and a TRC that is rejected because its predecessor is
   * missing.
   */
  private void laterTrust() {
    add(Topic.TRUST, trc(network.trust().trc(1, 2)));
    add(Topic.TRUST, trc(network.trust().trc(2, 1)));
    add(Topic.TRUST, trc(network.trust().trc(2, 5)));
  }

  private static Entry trc(Trc trc) {
    return entry(
        RecordKeys.trust(TrustKind.TRC, IsdAs.of(trc.isd(), 0), trc.version()),
        new EventBody.TrustEvent(TrustKind.TRC, trc.json()));
  }

  private Entry event() {
    int kind = random.nextInt(ALL);
    if ((kind -= TICKS) < 0) {
      return entry(RecordKeys.tick(), new EventBody.TickEvent(clock.wallMs() - TICK_LAG_MS));
    }
    if ((kind -= REVOCATIONS) < 0) {
      return revocation();
    }
    if ((kind -= BLOCKS) < 0) {
      return block();
    }
    if ((kind -= INTERFACES_DOWN) < 0) {
      Route.Step at = anyCrossing();
      return entry(
          RecordKeys.ofInterface(at.ia(), at.ingress()),
          new EventBody.InterfaceDownEvent(at.ia(), at.ingress(), clock.wallMs() + BLOCK_MS));
    }
    if ((kind -= POISON) < 0) {
      return poison();
    }
    if ((kind -= REPEATED) < 0 && !segments.isEmpty()) {
      return segments.get(random.nextInt(segments.size()));
    }
    Entry segment = segment(clock.wallMs() / 1_000);
    segments.add(segment);
    return segment;
  }

  private Route anyRoute(SegmentType type) {
    List<Route> routes = network.topology().routes(type, MAX_ASES).toList();
    return routes.get(random.nextInt(routes.size()));
  }

  private Entry segment(long timestampS) {
    SegmentType type = SegmentType.values()[random.nextInt(SegmentType.values().length)];
    int expTime = MIN_EXP_TIME + random.nextInt(MAX_EXP_TIME - MIN_EXP_TIME);
    CapnpSegment segment =
        network.segments().along(anyRoute(type)).timestampS(timestampS).expTime(expTime).make();
    return SegmentEntries.of(type, segment, WRITER);
  }

  /** {@return an AS on some route, with the interface over which the beacon arrived} */
  private Route.Step anyCrossing() {
    return anyRoute(SegmentType.DOWN).steps().get(1);
  }

  private Entry revocation() {
    Route.Step at = anyCrossing();
    return entry(
        RecordKeys.ofInterface(at.ia(), at.ingress()),
        EventBody.RevocationEvent.of(network.revocations().revoke(at.ia(), at.ingress())));
  }

  private Entry block() {
    Route.Step at = anyCrossing();
    BlockSubject subject =
        random.nextBoolean()
            ? new BlockSubject.OfAs(at.ia())
            : new BlockSubject.OfInterface(at.ia(), at.ingress());
    return entry(
        RecordKeys.block(subject),
        new EventBody.BlockEvent(subject, clock.wallMs() + BLOCK_MS, "recorded"));
  }

  private Entry poison() {
    if (random.nextBoolean()) {
      byte[] noise = new byte[1 + random.nextInt(100)];
      random.nextBytes(noise);
      return new Entry(ByteString.EMPTY, "segment", noise);
    }
    return segment(clock.wallMs() / 1_000 + SPAN_MS / 1_000);
  }

  private static Entry entry(ByteString key, EventBody body) {
    return new Entry(key, body.kind(), EventCodec.encode(Event.own(WRITER, body)));
  }
}
