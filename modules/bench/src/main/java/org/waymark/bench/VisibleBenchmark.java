package org.waymark.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.waymark.edge.RunningReplica;
import org.waymark.edge.client.ScionUdpClient;
import org.waymark.fixtures.Route;
import org.waymark.log.Entry;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentType;
import org.waymark.wire.message.SegmentRecord;
import org.waymark.wire.message.SegmentRecords;
import org.waymark.wire.message.SegmentRegistration;
import org.waymark.wire.message.SegmentReply;
import org.waymark.wire.message.SegmentRequest;

/**
 * Measures the time from sending a registration to one replica until another replica, which
 * receives requests over UDP without a pause, serves the segment.
 *
 * <p>Every registration is for a new path, and none of its entries has been verified before. Each
 * destination already has a path, so every request is answered and the time resolution is one round
 * trip. The floor is the unavoidable part: the time from a bare Kafka append until another consumer
 * sees the record, plus one bare UDP round trip, with the same sizes. The floor and the replicas
 * are measured alternately.
 */
final class VisibleBenchmark implements Benchmark {
  private static final String NAME = "visible";
  private static final double GOAL_P50_MS = 3;
  private static final Duration NO_ANSWER_AFTER = Duration.ofSeconds(2);
  private static final Duration ASK_AGAIN_AFTER = Duration.ofMillis(2);
  private static final long NEVER_SERVED_AFTER_NS = 10_000_000_000L;
  private static final int MAX_SEGMENTS = 50;
  private static final int TURNS = 5;
  private static final long HIGHEST_NS = 60_000_000_000L;

  /** A request that has the same size as all others. */
  private static final SegmentRequest QUESTION =
      new SegmentRequest(Testbed.LOCAL, IsdAs.parse("1-1001"), false, false);

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Figures run(Testbed bed, Scale scale) throws IOException, InterruptedException {
    bed.makeLog(NAME);
    bed.progress("visible: two replicas, " + scale.servedMeasured() + " registrations");
    try (RunningReplica first = bed.startReplica(NAME, MAX_SEGMENTS);
        RunningReplica second = bed.startReplica(NAME, MAX_SEGMENTS);
        RawLog raw = new RawLog(bed.bootstrapServers(), NAME + ".floor")) {
      first.replica().whenCaughtUp().join();
      second.replica().whenCaughtUp().join();
      try (ScionUdpClient registrant = client(bed, first);
          ScionUdpClient asker = client(bed, second)) {
        return new Run(bed, scale, registrant, asker, raw).figures();
      }
    }
  }

  private static ScionUdpClient client(Testbed bed, RunningReplica replica) throws IOException {
    return new ScionUdpClient(
        replica.replica().address(), Testbed.LOCAL, Testbed.LOCAL, bed.clock());
  }

  /** A run after everything has started. */
  private static final class Run {
    private final Testbed bed;
    private final Scale scale;
    private final ScionUdpClient registrant;
    private final ScionUdpClient asker;
    private final RawLog raw;
    private final Histogram served = new Histogram(HIGHEST_NS, 3);
    private final Histogram floor = new Histogram(HIGHEST_NS, 3);
    private final List<Double> ratios = new ArrayList<>();
    private final Histogram question = new Histogram(HIGHEST_NS, 3);

    Run(Testbed bed, Scale scale, ScionUdpClient registrant, ScionUdpClient asker, RawLog raw) {
      this.bed = bed;
      this.scale = scale;
      this.registrant = registrant;
      this.asker = asker;
      this.raw = raw;
    }

    Figures figures() throws IOException {
      List<CapnpSegment> segments = segments();
      List<CapnpSegment> toStart = segments.subList(0, scale.leaves());
      List<CapnpSegment> rest = segments.subList(scale.leaves(), segments.size());
      for (CapnpSegment segment : toStart) {
        registrant.send(registration(segment));
        ask(segment.lastIa(), ASK_AGAIN_AFTER);
      }
      List<CapnpSegment> warmUp = rest.subList(0, scale.servedWarmUp());
      List<CapnpSegment> measured = rest.subList(scale.servedWarmUp(), rest.size());
      int replyBytes = 256 + 2 * toStart.getFirst().bytes().size();
      try (EchoServer echo = new EchoServer();
          UdpSocket udp = new UdpSocket(echo.address())) {
        servedPaced(warmUp);
        floorPaced(warmUp, udp, replyBytes);
        List.of(served, floor, question).forEach(Histogram::reset);
        int turn = Math.ceilDiv(measured.size(), TURNS);
        for (int from = 0; from < measured.size(); from += turn) {
          List<CapnpSegment> part = measured.subList(from, Math.min(measured.size(), from + turn));
          Histogram servedBefore = served.copy();
          Histogram floorBefore = floor.copy();
          servedPaced(part);
          floorPaced(part, udp, replyBytes);
          ratios.add(medianSince(served, servedBefore) / medianSince(floor, floorBefore));
        }
      }
      return report();
    }

    private static double medianSince(Histogram now, Histogram before) {
      Histogram since = now.copy();
      since.subtract(before);
      return since.getValueAtPercentile(50);
    }

    /**
     * Creates segments to the leaves in turn, so that all leaves have about the same number of
     * paths.
     */
    private List<CapnpSegment> segments() {
      Map<IsdAs, List<Route>> byLeaf = new LinkedHashMap<>();
      bed.network()
          .topology()
          .routes(SegmentType.DOWN, 3)
          .filter(route -> route.size() == 3 && route.first().equals(Testbed.LOCAL))
          .forEach(
              route -> byLeaf.computeIfAbsent(route.last(), l -> new ArrayList<>()).add(route));
      List<Route> routes = new ArrayList<>();
      int most = byLeaf.values().stream().map(List::size).max(Comparator.naturalOrder()).orElse(0);
      for (int i = 0; i < most; i++) {
        for (List<Route> ofLeaf : byLeaf.values()) {
          if (i < ofLeaf.size()) {
            routes.add(ofLeaf.get(i));
          }
        }
      }
      int wanted = scale.leaves() + scale.servedWarmUp() + scale.servedMeasured();
      if (routes.size() < wanted) {
        throw new IllegalArgumentException(
            "the topology has %d routes, but %d are needed".formatted(routes.size(), wanted));
      }
      long nowS = bed.clock().wallMs() / 1_000;
      List<CapnpSegment> segments = new ArrayList<>(wanted);
      for (int i = 0; i < wanted; i++) {
        segments.add(SegmentEvents.segment(bed.network(), routes.get(i), nowS - i));
      }
      return segments;
    }

    private void servedPaced(List<CapnpSegment> segments) throws IOException {
      Pace pace = new Pace();
      for (CapnpSegment segment : segments) {
        SegmentRegistration registration = registration(segment);
        pace.await();
        long sentNs = bed.clock().monotonicNs();
        registrant.send(registration);
        awaitServed(segment, sentNs);
      }
    }

    private void awaitServed(CapnpSegment segment, long sentNs) throws IOException {
      while (true) {
        long askedNs = bed.clock().monotonicNs();
        SegmentReply reply = ask(segment.lastIa(), NO_ANSWER_AFTER);
        long answeredNs = bed.clock().monotonicNs();
        question.recordValue(answeredNs - askedNs);
        boolean serves =
            reply.records().records().stream()
                .anyMatch(record -> record.segment().orElseThrow().id().equals(segment.id()));
        if (serves) {
          served.recordValue(answeredNs - sentNs);
          return;
        }
        if (answeredNs - sentNs > NEVER_SERVED_AFTER_NS) {
          throw new InvalidRunException("a registered segment was never served");
        }
      }
    }

    private SegmentReply ask(IsdAs dst, Duration again) throws IOException {
      Optional<SegmentReply> reply =
          asker.ask(new SegmentRequest(Testbed.LOCAL, dst, false, false), NO_ANSWER_AFTER, again);
      return reply.orElseThrow(
          () -> new InvalidRunException("replica 2 did not answer within " + NO_ANSWER_AFTER));
    }

    private void floorPaced(List<CapnpSegment> segments, UdpSocket udp, int replyBytes)
        throws IOException {
      ByteBuffer request = Datagram.of(QUESTION, 1, Testbed.LOCAL, udp.local(), udp.local());
      request.putInt(0, replyBytes);
      Pace pace = new Pace();
      for (CapnpSegment segment : segments) {
        Entry entry = SegmentEvents.entry(SegmentType.DOWN, segment, Testbed.LOCAL);
        pace.await();
        long startNs = bed.clock().monotonicNs();
        raw.appendAndSee(entry.key().unsafeBytes(), entry.value());
        udp.send(request);
        udp.receive();
        floor.recordValue(bed.clock().monotonicNs() - startNs);
      }
    }

    private Figures report() {
      if (served.getTotalCount() != scale.servedMeasured()
          || floor.getTotalCount() != scale.servedMeasured()) {
        throw new InvalidRunException("fewer registrations were measured than were sent");
      }
      Figures.Collected collected = new Figures.Collected();
      for (int percentile : new int[] {50, 90, 99}) {
        double servedMs = served.getValueAtPercentile(percentile) / 1e6;
        double floorMs = floor.getValueAtPercentile(percentile) / 1e6;
        collected
            .add("p" + percentile + "-ms", servedMs)
            .add("floor-p" + percentile + "-ms", floorMs)
            .add("p" + percentile + "-ratio", servedMs / floorMs);
      }
      Median ofTurns = Median.of(ratios.stream().mapToDouble(Double::doubleValue).toArray());
      collected
          .add("least-p50-ratio-of-a-turn", ofTurns.least())
          .add("median-p50-ratio-of-a-turn", ofTurns.value())
          .add("greatest-p50-ratio-of-a-turn", ofTurns.most());
      collected.add("question-p50-ms", question.getValueAtPercentile(50) / 1e6);
      collected.add("registrations", served.getTotalCount());
      double p50Ms = served.getValueAtPercentile(50) / 1e6;
      double ratio = p50Ms * 1e6 / floor.getValueAtPercentile(50);
      boolean met = p50Ms < GOAL_P50_MS;
      String headline =
          String.format(
              Locale.ROOT,
              "from registration to served by another replica: p50 %.2f ms (goal %.0f ms: %s),"
                  + " %.2f x a bare Kafka append and consume plus a UDP round trip",
              p50Ms,
              GOAL_P50_MS,
              met ? "met" : "missed",
              ratio);
      return collected.under(NAME, headline, met);
    }

    /** Paces the registrations. After a delay, it does not catch up. */
    private final class Pace {
      private final long periodNs = 1_000_000_000L / scale.registrationsPerS();
      private long dueNs = bed.clock().monotonicNs();

      void await() {
        long leftNs = dueNs - bed.clock().monotonicNs();
        while (leftNs > 0) {
          LockSupport.parkNanos(leftNs);
          leftNs = dueNs - bed.clock().monotonicNs();
        }
        dueNs = bed.clock().monotonicNs() + periodNs;
      }
    }
  }

  private static SegmentRegistration registration(CapnpSegment segment) {
    return new SegmentRegistration(
        SegmentRecords.of(List.of(SegmentRecord.of(SegmentType.DOWN, segment)), List.of()));
  }
}
