package org.waymark.bench;

import java.io.IOException;
import java.util.Locale;
import java.util.function.ToIntFunction;

/**
 * Measures how many path requests one replica of a core AS answers over UDP on one processor, with
 * 64 requests under way and five stored segments to each destination. The result is the ratio of
 * this rate to the one at which a bare echo server answers the same clients with messages of the
 * same sizes.
 *
 * <p>The two servers take turns on the same processor, each in its own process. The size of every
 * answer is checked in every round; the content of some answers is checked once beforehand.
 *
 * @param name the name of the benchmark, and of its log
 * @param destinations the number of destinations, which are asked for in random order
 * @param leastShare the ratio to reach
 */
record LookupBenchmark(String name, ToIntFunction<Scale> destinations, double leastShare)
    implements Benchmark {
  /** Few destinations, as when everyone asks for the same paths. */
  static final LookupBenchmark HOT = new LookupBenchmark("lookup", Scale::lookupDestinations, 0.60);

  /** So many destinations that no memory holds their answers. */
  static final LookupBenchmark WIDE =
      new LookupBenchmark("lookup-wide", Scale::lookupWideDestinations, 0.25);

  @Override
  public Figures run(Testbed bed, Scale scale) throws IOException, InterruptedException {
    int count = destinations.applyAsInt(scale);
    LookupSegments.fill(bed, name, count);
    try (ServerProcess replica = bed.startReplicaProcess(name, LookupSegments.PER_DESTINATION);
        ServerProcess echo =
            ServerProcess.start(EchoServer.class, bed.newFolder(name + "-echo.log"))) {
      ServerProcess.leaveProcessorToServers();
      ClosedLoop asking = Lookup.asking(replica.address(), count);
      return rounds(bed, scale, asking, Lookup.echoing(echo.address(), asking));
    }
  }

  private Figures rounds(Testbed bed, Scale scale, ClosedLoop asking, ClosedLoop echoing)
      throws IOException, InterruptedException {
    bed.progress("%s: %d rounds of %s".formatted(name, scale.lookupRounds(), scale.lookupRound()));
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
    return figures(Median.of(asked), Median.of(echoed), Median.of(shares), asking);
  }

  private Figures figures(Median asked, Median echoed, Median shares, ClosedLoop asking) {
    double replyBytes =
        asking.questions().stream()
            .mapToInt(ClosedLoop.Question::replyBytes)
            .average()
            .orElseThrow();
    String headline =
        String.format(
            Locale.ROOT,
            "%s: %.0f replies/s of %.0f bytes over UDP with one processor for the server, which is"
                + " %.3f (%.3f to %.3f) of a bare echo server with the same sizes (goal %.2f)",
            name,
            asked.value(),
            replyBytes,
            shares.value(),
            shares.least(),
            shares.most(),
            leastShare);
    return new Figures.Collected()
        .add("replies-per-s", asked.value())
        .add("floor-echoes-per-s", echoed.value())
        .add("share", shares.value())
        .add("least-share-of-a-round", shares.least())
        .add("greatest-share-of-a-round", shares.most())
        .add("destinations", asking.questions().size())
        .add("reply-bytes", replyBytes)
        .under(name, headline, shares.value() >= leastShare);
  }
}
