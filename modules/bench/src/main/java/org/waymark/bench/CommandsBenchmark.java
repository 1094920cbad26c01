package org.waymark.bench;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.waymark.edge.RunningReplica;
import org.waymark.fixtures.Route;
import org.waymark.log.kafka.KafkaEventLog;
import org.waymark.runtime.SocketAddresses;
import org.waymark.segment.SegmentType;

/**
 * Measures how long {@code waymark --help} and {@code waymark ask} take, from the start of the
 * launcher to the end of the process. The floor is a JVM that prints a line.
 *
 * @param waymark the command that runs {@code waymark}
 */
record CommandsBenchmark(List<String> waymark) implements Benchmark {
  private static final String NAME = "cli";
  private static final double GOAL = 5;
  private static final int MAX_ASES = 3;
  private static final List<String> FLOOR_OPTIONS =
      List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Figures run(Testbed bed, Scale scale) throws IOException, InterruptedException {
    bed.makeLog(NAME);
    Route route =
        bed.network()
            .topology()
            .routes(SegmentType.DOWN, MAX_ASES)
            .filter(one -> one.size() == MAX_ASES && one.first().equals(Testbed.LOCAL))
            .findFirst()
            .orElseThrow();
    try (KafkaEventLog log = bed.openLog(NAME)) {
      SegmentEvents.append(
          log, bed.network(), SegmentType.DOWN, Stream.of(route), bed.clock().wallMs() / 1_000);
    }
    try (RunningReplica running = bed.startReplica(NAME, LookupSegments.PER_DESTINATION)) {
      running.replica().whenCaughtUp().join();
      int pairs = Effort.at(scale).pairs();
      bed.progress("cli: %d pairs of each command".formatted(pairs));
      Pairs help = measure(bed, pairs, "--help");
      Pairs ask =
          measure(
              bed,
              pairs,
              "ask",
              Testbed.LOCAL.toString(),
              route.last().toString(),
              "--server",
              SocketAddresses.text(running.replica().address()));
      Figures.Collected figures = new Figures.Collected();
      help.addTo(figures, "help");
      ask.addTo(figures, "ask");
      return figures.under(
          NAME,
          "commands: waymark --help %s; waymark ask %s (goal %.0f)"
              .formatted(help.text(), ask.text(), GOAL),
          Math.max(help.ratio().value(), ask.ratio().value()) <= GOAL);
    }
  }

  private Pairs measure(Testbed bed, int pairs, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = Stream.concat(waymark.stream(), Stream.of(arguments)).toList();
    List<String> floor = WaymarkProcess.javaAlone(FLOOR_OPTIONS, PrintLine.class);
    return Pairs.measure(
        pairs,
        () -> WaymarkProcess.msToEnd(command, bed.newFolder(NAME + ".log")),
        () -> WaymarkProcess.msToEnd(floor, bed.newFolder(NAME + ".log")));
  }
}
