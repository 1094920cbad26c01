package org.waymark.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures how long a replica takes from the start of its JVM until it is ready, with the live
 * segments of a sealed store. The floor is a bare JVM that opens the database of the same store.
 * Both are processes of their own and take turns.
 *
 * @param waymark the command that runs {@code waymark}
 */
record StartBenchmark(List<String> waymark) implements Benchmark {
  private static final String NAME = "start";
  private static final double GOAL = 2;
  private static final List<String> FLOOR_OPTIONS =
      List.of("--enable-native-access=ALL-UNNAMED", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Figures run(Testbed bed, Scale scale) throws IOException, InterruptedException {
    Effort effort = Effort.at(scale);
    Figures.Collected figures = new Figures.Collected();
    List<String> texts = new ArrayList<>();
    boolean goalMet = true;
    for (int segments : effort.segments()) {
      StoredReplica replica = new StoredReplica(bed, waymark, NAME + "-" + segments, segments);
      bed.progress("start: building the store");
      replica.start().close();
      bed.progress("start: %d pairs with %d segments".formatted(effort.pairs(), segments));
      List<String> floor =
          WaymarkProcess.java(
              FLOOR_OPTIONS, OpenDatabase.class, replica.store().resolve("db").toString());
      Pairs pairs =
          Pairs.measure(
              effort.pairs(),
              () -> ms(replica.start()),
              () -> ms(WaymarkProcess.started(floor, OpenDatabase.OPEN, replica.errors())));
      pairs.addTo(figures, segments + "-segments");
      texts.add("with %d segments %s".formatted(segments, pairs.text()));
      goalMet &= pairs.ratio().value() <= GOAL;
    }
    return figures.under(
        NAME,
        "start until ready: %s (goal %.0f)".formatted(String.join("; ", texts), GOAL),
        goalMet);
  }

  private static double ms(WaymarkProcess started) throws IOException {
    started.close();
    return started.msToLine();
  }
}
