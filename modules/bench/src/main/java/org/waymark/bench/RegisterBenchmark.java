package org.waymark.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.waymark.edge.Replica;
import org.waymark.edge.RunningReplica;
import org.waymark.fixtures.Network;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.fixtures.Route;
import org.waymark.log.Topic;
import org.waymark.segment.ByteString;
import org.waymark.segment.CapnpAsEntry;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentType;
import org.waymark.trust.Ed25519;
import org.waymark.wire.message.SegmentRecord;
import org.waymark.wire.message.SegmentRecords;
import org.waymark.wire.message.SegmentRegistration;
import org.waymark.wire.trust.CertificateChain;
import org.waymark.wire.trust.SegmentSignedBytes;

/**
 * Measures how many segments of five ASes per second a replica verifies, appends and applies. They
 * arrive over UDP, one per datagram, with a fixed number under way. The broker runs in this
 * process, so all work shares the same processors. A segment to each leaf has been registered
 * before, so all chains have been verified.
 *
 * <p>{@code register}: every entry of every segment is new. The floor is bare verification of the
 * same signatures by the fastest library, with a thread for each processor. {@code register-tree}:
 * the segments belong to one tree of beacons, so that they share their first entries. The baseline
 * is the rate of {@code register}. All three take turns.
 */
final class RegisterBenchmark implements Benchmark {
  /** The least shares of bare verification, and of registering segments without a tree. */
  private static final double GOAL = 0.70;

  private static final double TREE_GOAL = 2.5;
  private static final String NAME = "register";
  private static final int DEPTH = 5;
  private static final int MAX_SEGMENTS = 5;

  /** The number of segments sent but not yet applied, which must fit into the socket's buffer. */
  private static final int WINDOW = 128;

  private static final long LOOK_EVERY_NS = 100_000;
  private static final long LOST_AFTER_NS = 10_000_000_000L;
  private static final IsdAs CORE_OF_FRESH = IsdAs.parse("1-12");
  private static final IsdAs CORE_OF_WARM_UP = IsdAs.parse("1-13");

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Figures run(Testbed shared, Scale scale) throws IOException, InterruptedException {
    try (Testbed bed = shared.with(NetworkTopology.tree(scale.registerFanOut(), DEPTH))) {
      bed.makeLog(NAME);
      bed.progress("register: signing the segments");
      int each = scale.registerRounds() * scale.registerSegments();
      long nowS = bed.clock().wallMs() / 1_000;
      List<CapnpSegment> warmUp = segments(bed.network(), CORE_OF_WARM_UP, each, nowS, 0);
      List<CapnpSegment> fresh = segments(bed.network(), CORE_OF_FRESH, each, nowS, 1);
      List<CapnpSegment> ofTree = segments(bed.network(), Testbed.LOCAL, each, nowS, 0);
      try (RunningReplica running = bed.startReplica(NAME, MAX_SEGMENTS);
          UdpSocket socket = new UdpSocket(running.replica().address())) {
        running.replica().whenCaughtUp().join();
        Run run = new Run(bed, scale, running.replica(), socket);
        run.register(warmUp);
        run.verify(warmUp);
        return run.figures(fresh, ofTree);
      }
    }
  }

  /**
   * Creates a segment to each of the first leaves.
   *
   * @param stepS the seconds between their timestamps; with 0, they share their first entries
   */
  private static List<CapnpSegment> segments(
      Network network, IsdAs core, int count, long nowS, int stepS) {
    List<Route> routes =
        network
            .topology()
            .routes(SegmentType.DOWN, DEPTH)
            .filter(route -> route.size() == DEPTH && route.first().equals(core))
            .limit(count)
            .toList();
    if (routes.size() < count) {
      throw new IllegalArgumentException(
          "the topology has %d routes, but %d are needed".formatted(routes.size(), count));
    }
    return IntStream.range(0, count)
        .parallel()
        .mapToObj(i -> SegmentEvents.segment(network, routes.get(i), nowS - (long) i * stepS))
        .toList();
  }

  /** A signature, with everything that is needed to verify it. */
  private record Signature(ByteString key, ByteString signature, ByteString message) {}

  /** A run after everything has started. */
  private static final class Run {
    private final Testbed bed;
    private final Scale scale;
    private final Replica replica;
    private final UdpSocket socket;
    private final Map<IsdAs, ByteString> keys = new HashMap<>();
    private final Ed25519 ed25519 = Ed25519.fastest();
    private long registered;

    Run(Testbed bed, Scale scale, Replica replica, UdpSocket socket) {
      this.bed = bed;
      this.scale = scale;
      this.replica = replica;
      this.socket = socket;
      for (CertificateChain chain : bed.network().trust().chains()) {
        keys.put(chain.subject(), chain.leaf().subjectSignKey());
      }
    }

    Figures figures(List<CapnpSegment> fresh, List<CapnpSegment> ofTree)
        throws IOException, InterruptedException {
      bed.progress("register: %d rounds".formatted(scale.registerRounds()));
      int rounds = scale.registerRounds();
      double[] bare = new double[rounds];
      double[] rates = new double[rounds];
      double[] shares = new double[rounds];
      double[] tree = new double[rounds];
      double[] gains = new double[rounds];
      for (int round = 0; round < rounds; round++) {
        int from = round * scale.registerSegments();
        int to = from + scale.registerSegments();
        bare[round] = verify(fresh.subList(from, to));
        rates[round] = register(fresh.subList(from, to));
        tree[round] = register(ofTree.subList(from, to));
        shares[round] = rates[round] / bare[round];
        gains[round] = tree[round] / rates[round];
      }
      return figures(
          Median.of(rates), Median.of(bare), Median.of(shares), Median.of(tree), Median.of(gains));
    }

    /** {@return the segments per second that are verified, appended and applied} */
    private double register(List<CapnpSegment> segments) throws IOException {
      List<ByteBuffer> datagrams = segments.stream().map(this::datagram).toList();
      long before = registered;
      long startNs = bed.clock().monotonicNs();
      for (int sent = 0; sent < datagrams.size(); sent++) {
        await(before + sent - WINDOW + 1);
        socket.send(datagrams.get(sent));
      }
      await(before + datagrams.size());
      return datagrams.size() * 1e9 / (bed.clock().monotonicNs() - startNs);
    }

    private ByteBuffer datagram(CapnpSegment segment) {
      SegmentRegistration registration =
          new SegmentRegistration(
              SegmentRecords.of(List.of(SegmentRecord.of(SegmentType.DOWN, segment)), List.of()));
      try {
        return Datagram.of(registration, 1, Testbed.LOCAL, socket.local(), replica.address());
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }

    /** Waits until the replica has applied so many segments. */
    private void await(long count) {
      long giveUpNs = bed.clock().monotonicNs() + LOST_AFTER_NS;
      while (registered < count) {
        LockSupport.parkNanos(LOOK_EVERY_NS);
        registered = replica.standing(Topic.EVENTS).digest().rows();
        if (bed.clock().monotonicNs() > giveUpNs) {
          throw new InvalidRunException(
              "%d of %d segments were not registered".formatted(count - registered, count));
        }
      }
    }

    /** {@return the segments per second whose signatures all processors together can verify} */
    private double verify(List<CapnpSegment> segments) throws InterruptedException {
      List<Signature> signatures = signatures(segments);
      AtomicInteger next = new AtomicInteger();
      AtomicInteger valid = new AtomicInteger();
      List<Thread> threads = new ArrayList<>();
      long startNs = bed.clock().monotonicNs();
      for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
        threads.add(Thread.ofPlatform().start(() -> verify(signatures, next, valid)));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      long tookNs = bed.clock().monotonicNs() - startNs;
      if (valid.get() != signatures.size()) {
        throw new InvalidRunException("not all signatures are valid");
      }
      return segments.size() * 1e9 / tookNs;
    }

    private void verify(List<Signature> signatures, AtomicInteger next, AtomicInteger valid) {
      for (int i = next.getAndIncrement(); i < signatures.size(); i = next.getAndIncrement()) {
        Signature one = signatures.get(i);
        if (ed25519.verify(one.key, one.signature, one.message)) {
          valid.incrementAndGet();
        }
      }
    }

    /** {@return the signatures of all different entries} */
    private List<Signature> signatures(List<CapnpSegment> segments) {
      Map<ByteString, Signature> found = new LinkedHashMap<>();
      for (CapnpSegment segment : segments) {
        for (int i = 0; i < segment.entries().size(); i++) {
          CapnpAsEntry entry = segment.entries().get(i);
          ByteString signature = entry.sign().signature();
          found.put(
              signature,
              new Signature(keys.get(entry.ia()), signature, SegmentSignedBytes.of(segment, i)));
        }
      }
      return List.copyOf(found.values());
    }

    private Figures figures(Median rates, Median bare, Median shares, Median tree, Median gains) {
      String headline =
          String.format(
              Locale.ROOT,
              "register: %.0f segments/s of %d new entries, which is %.3f (goal %.2f) of bare"
                  + " verification of their signatures (%.0f segments/s); of one tree %.0f"
                  + " segments/s, %.2f x (goal %.1f)",
              rates.value(),
              DEPTH,
              shares.value(),
              GOAL,
              bare.value(),
              tree.value(),
              gains.value(),
              TREE_GOAL);
      return new Figures.Collected()
          .add("registrations-per-s", rates.value())
          .add("floor-segments-per-s", bare.value())
          .add("share", shares.value())
          .add("least-share-of-a-round", shares.least())
          .add("greatest-share-of-a-round", shares.most())
          .add("tree-registrations-per-s", tree.value())
          .add("tree-ratio", gains.value())
          .add("least-tree-ratio-of-a-round", gains.least())
          .add("greatest-tree-ratio-of-a-round", gains.most())
          .under(NAME, headline, shares.value() >= GOAL && gains.value() >= TREE_GOAL);
    }
  }
}
