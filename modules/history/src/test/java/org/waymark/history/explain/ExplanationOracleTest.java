package org.waymark.history.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.waymark.history.Moment;
import org.waymark.history.explain.ExplanationOracle.Cause;
import org.waymark.store.Store;
import org.waymark.store.history.HistoryView;

/** Compares explanations with an oracle that knows what happened in each scenario. */
class ExplanationOracleTest {
  private static final int SCENARIOS_PER_CAUSE = 100;
  private static final int LEAST_PER_CAUSE = 30;

  /** A stage and a reason for it. */
  private record Aim(Stage stage, Reason reason) {}

  private static List<Aim> aims() {
    List<Aim> aims = new ArrayList<>();
    for (Stage stage : List.of(Stage.UP, Stage.DOWN, Stage.CORE)) {
      for (Reason reason : Reason.values()) {
        switch (reason) {
          case NOT_RUNNING, NOT_READY, STALE, DIVERGED, NOT_JOINABLE -> {}
          // The CORE segment starts at the same AS as a DOWN segment, so the DOWN segment is
          // missing first.
          case NOT_CORE -> {
            if (stage != Stage.CORE) {
              aims.add(new Aim(stage, reason));
            }
          }
          default -> aims.add(new Aim(stage, reason));
        }
      }
    }
    aims.add(new Aim(Stage.REPLICA, Reason.NOT_RUNNING));
    aims.add(new Aim(Stage.JOIN, Reason.REVOKED));
    aims.add(new Aim(Stage.JOIN, Reason.NOT_JOINABLE));
    return aims;
  }

  @Test
  void everyCauseIsFound() {
    Map<String, Integer> found = new TreeMap<>();
    long seed = 0;
    for (Aim aim : aims()) {
      for (int i = 0; i < SCENARIOS_PER_CAUSE; i++) {
        seed++;
        ExplainScenario scenario = new ExplainScenario(seed, aim.stage(), aim.reason());
        Optional<Cause> cause = compare(scenario, "seed " + seed + ", " + aim);
        found.merge(
            cause.map(one -> one.stage() + " " + one.reason()).orElse("works"), 1, Integer::sum);
      }
    }
    System.out.println(seed + " scenarios: " + found);
    for (Aim aim : aims()) {
      String cause = aim.stage() + " " + aim.reason();
      assertTrue(found.getOrDefault(cause, 0) >= LEAST_PER_CAUSE, cause + " in " + found);
    }
    assertTrue(found.getOrDefault("works", 0) >= LEAST_PER_CAUSE, found.toString());
  }

  private static Optional<Cause> compare(ExplainScenario scenario, String where) {
    Moment moment = scenario.moment();
    Optional<Cause> expected = expected(scenario, moment);
    try (Store store = scenario.log().fold();
        HistoryView history = store.history()) {
      Explanation explanation =
          Explanation.of(
              history, moment, scenario.source(), scenario.destination(), scenario.circumstances());
      Optional<Cause> explained = explanation.missing().map(ExplanationOracleTest::cause);
      assertEquals(
          expected,
          explained,
          () -> where + " at " + moment + ": " + scenario.log().steps() + explanation);
      if (explanation.works()) {
        assertFalse(explanation.carriers().isEmpty(), where);
        assertTrue(
            explanation.lastsUntilMs().orElseThrow() > explanation.moment().clockMs(), where);
      } else {
        assertTrue(
            explanation.missing().get().wouldWorkIf().matches("It would work .*\\.|It works .*\\."),
            where);
      }
    }
    return expected;
  }

  private static Cause cause(Missing missing) {
    return new Cause(
        missing.stage(),
        missing.reason(),
        missing.evidence().map(one -> one.offset().orElse(-1)).orElse(-1L),
        missing.evidence().map(Evidence::atMs).orElse(0L));
  }

  /**
   * Combines what the oracle concludes from the log with what the scenario contains in addition to
   * the log.
   */
  private static Optional<Cause> expected(ExplainScenario scenario, Moment moment) {
    Circumstances known = scenario.circumstances();
    Optional<Cause> stopped = AuditOracle.stopped(scenario.audit(), moment.clockMs());
    if (stopped.isPresent()) {
      return stopped;
    }
    Optional<Cause> cause =
        new ExplanationOracle(scenario.log(), moment)
            .cause(scenario.source(), scenario.destination());
    if (cause.isEmpty()) {
      return cause;
    }
    if (scenario.beside().isPresent()
        && new ExplanationOracle(scenario.log(), moment)
            .with(scenario.beside().get())
            .cause(scenario.source(), scenario.destination())
            .isEmpty()) {
      boolean isRecorded = known.unapplied().isPresent();
      return Optional.of(
          new Cause(
              Stage.valueOf(scenario.beside().get().type().name()),
              isRecorded ? Reason.NOT_APPLIED : Reason.HELD,
              isRecorded ? scenario.log().steps().size() : -1,
              scenario.log().nowMs()));
    }
    return cause.map(one -> AuditOracle.refused(one, scenario, moment.clockMs()).orElse(one));
  }
}
