package org.waymark.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.waymark.edge.RunningReplica;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.fixtures.Route;
import org.waymark.log.kafka.KafkaEventLog;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentType;
import org.waymark.wire.message.SegmentRequest;

/**
 * Measures how many path requests one replica of a core AS answers over UDP, with 40 stored paths
 * to each of many leaves. The result is the ratio of this rate to the one at which a bare echo
 * server answers the same clients with messages of the same sizes.
 *
 * <p>The two servers take turns on the same cores. The size of every answer is checked in every
 * round; the content of the answers is checked once beforehand.
 */
final class LookupsBenchmark implements Benchmark {
  /** The name of the benchmark, and of its log. */
  static final String NAME = "lookups";

  /** The paths of each answer. */
  static final int MAX_SEGMENTS = 5;

  private static final int CLIENTS = 2;
  private static final int WINDOW = 8;

  @Override
  public String name() {
    return NAME;
  }

  /** A request for the paths to a leaf, with the size of the replica's answer. */
  private record Lookup(
      InetSocketAddress server, int number, IsdAs dst, int replyBytes, int segments)
      implements ClosedLoop.Question {
    @Override
    public ByteBuffer from(InetSocketAddress client) {
      return request(server, number, dst, client);
    }

    static ByteBuffer request(
        InetSocketAddress server, int number, IsdAs dst, InetSocketAddress client) {
      SegmentRequest request = new SegmentRequest(Testbed.LOCAL, dst, false, false);
      return Datagram.of(request, number + 1, Testbed.LOCAL, client, server);
    }
  }

  /** The same request, but starting with the number that selects the echo server's reply. */
  private record Echoed(Lookup lookup) implements ClosedLoop.Question {
    @Override
    public ByteBuffer from(InetSocketAddress client) {
      return lookup.from(client).putInt(0, lookup.number);
    }

    @Override
    public int replyBytes() {
      return lookup.replyBytes;
    }
  }

  @Override
  public Figures run(Testbed bed, Scale scale) throws IOException, InterruptedException {
    fill(bed, scale);
    try (RunningReplica replica = bed.startReplica(NAME, MAX_SEGMENTS)) {
      replica.replica().whenCaughtUp().join();
      List<Lookup> lookups = lookups(bed, replica.replica().address());
      int[] sizes = lookups.stream().mapToInt(Lookup::replyBytes).toArray();
      try (EchoServer echo = new EchoServer(sizes)) {
        ClosedLoop asking = asking(replica, lookups);
        ClosedLoop echoing =
            new ClosedLoop(
                echo.address(),
                CLIENTS,
                WINDOW,
                List.copyOf(lookups.stream().map(Echoed::new).toList()));
        return rounds(bed, scale, asking, echoing, lookups);
      }
    }
  }

  /** {@return clients that send one request for each leaf to a replica that has caught up} */
  static ClosedLoop asking(Testbed bed, RunningReplica replica) throws IOException {
    return asking(replica, lookups(bed, replica.replica().address()));
  }

  private static ClosedLoop asking(RunningReplica replica, List<Lookup> lookups) {
    return new ClosedLoop(replica.replica().address(), CLIENTS, WINDOW, List.copyOf(lookups));
  }

  /** Creates the log with the requested segments. */
  static void fill(Testbed bed, Scale scale) {
    bed.makeLog(NAME);
    bed.progress("lookups: creating and storing " + scale.lookupSegments() + " segments");
    NetworkTopology topology = bed.network().topology();
    Stream<Route> core = topology.routes(SegmentType.CORE, 2);
    Stream<Route> down =
        topology
            .routes(SegmentType.DOWN, 3)
            .filter(route -> route.size() == 3)
            .limit(scale.lookupSegments());
    long nowS = bed.clock().wallMs() / 1_000;
    try (KafkaEventLog log = bed.openLog(NAME)) {
      SegmentEvents.append(log, bed.network(), SegmentType.CORE, core, nowS);
      SegmentEvents.append(log, bed.network(), SegmentType.DOWN, down, nowS);
    }
  }

  /**
   * Sends one request for each leaf.
   *
   * @return the requests with the sizes of their answers
   */
  private static List<Lookup> lookups(Testbed bed, InetSocketAddress server) throws IOException {
    List<IsdAs> leaves =
        bed.network()
            .topology()
            .routes(SegmentType.DOWN, 3)
            .filter(route -> route.size() == 3)
            .map(Route::last)
            .distinct()
            .toList();
    List<Lookup> lookups = new ArrayList<>();
    try (UdpSocket socket = new UdpSocket(server)) {
      for (int i = 0; i < leaves.size(); i++) {
        IsdAs dst = leaves.get(i);
        socket.send(Lookup.request(server, i, dst, socket.local()));
        ByteBuffer reply = socket.receive();
        List<PathSegment> segments = Datagram.segments(reply);
        long down = segments.stream().filter(one -> one.lastIa().equals(dst)).count();
        if (down != MAX_SEGMENTS) {
          throw new InvalidRunException(
              "the answer for %s has %d paths instead of %d".formatted(dst, down, MAX_SEGMENTS));
        }
        lookups.add(new Lookup(server, i, dst, reply.remaining(), segments.size()));
      }
    }
    return lookups;
  }

  private static Figures rounds(
      Testbed bed, Scale scale, ClosedLoop asking, ClosedLoop echoing, List<Lookup> lookups)
      throws IOException, InterruptedException {
    bed.progress(
        "lookups: %d rounds of %s, %d clients with %d requests in flight each"
            .formatted(scale.lookupRounds(), scale.lookupRound(), CLIENTS, WINDOW));
    asking.run(scale.lookupWarmUp());
    echoing.run(scale.lookupWarmUp());
    double[] asked = new double[scale.lookupRounds()];
    double[] echoed = new double[scale.lookupRounds()];
    double[] shares = new double[scale.lookupRounds()];
    for (int round = 0; round < scale.lookupRounds(); round++) {
      asked[round] = asking.run(scale.lookupRound());
      echoed[round] = echoing.run(scale.lookupRound());
      shares[round] = asked[round] / echoed[round];
      double answers = asked[round] * scale.lookupRound().toNanos() / 1e9;
      if (answers < scale.leastLookups()) {
        throw new InvalidRunException(
            "there were only %.0f answers in a round, fewer than %d"
                .formatted(answers, scale.leastLookups()));
      }
    }
    return figures(Median.of(asked), Median.of(echoed), Median.of(shares), lookups);
  }

  private static Figures figures(Median asked, Median echoed, Median shares, List<Lookup> lookups) {
    double share = asked.value() / echoed.value();
    double replyBytes = lookups.stream().mapToInt(Lookup::replyBytes).average().orElseThrow();
    double segments = lookups.stream().mapToInt(Lookup::segments).average().orElseThrow();
    String headline =
        String.format(
            Locale.ROOT,
            "lookups over UDP: %.0f replies/s of %.1f segments in %.0f bytes, which is %.1f %% of a"
                + " bare echo server with the same sizes (%.0f replies/s)",
            asked.value(),
            segments,
            replyBytes,
            100 * share,
            echoed.value());
    return new Figures.Collected()
        .add("lookups-per-s", asked.value())
        .add("floor-echoes-per-s", echoed.value())
        .add("share", share)
        .add("least-share-of-a-round", shares.least())
        .add("greatest-share-of-a-round", shares.most())
        .add("segments-per-reply", segments)
        .add("reply-bytes", replyBytes)
        .under(NAME, headline, true);
  }
}
