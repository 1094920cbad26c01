package org.waymark.history.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.waymark.history.Moment;
import org.waymark.history.QueryBounds;
import org.waymark.history.explain.Circumstances.AuditRecord;
import org.waymark.history.explain.ExplainScenario.Aim;
import org.waymark.history.explain.ExplanationOracle.Cause;
import org.waymark.history.explain.ExplanationOracle.Way;
import org.waymark.segment.IsdAs;
import org.waymark.store.Store;
import org.waymark.store.history.HistoryView;

/** Compares explanations with an oracle that knows what happened in each scenario. */
class ExplanationOracleTest {
  private static final int SCENARIOS_PER_CAUSE = 100;
  private static final int LEAST_PER_CAUSE = 30;
  private static final Set<IsdAs> CORES = Set.of(ScenarioLog.ia("1-11"), ScenarioLog.ia("1-12"));

  private static List<Aim> aims() {
    List<Aim> aims = new ArrayList<>();
    for (Stage stage : List.of(Stage.UP, Stage.DOWN, Stage.CORE)) {
      for (Reason reason : Reason.values()) {
        switch (reason) {
          case NOT_RUNNING, NOT_READY, NOT_JOINABLE -> {}
          // UP segments are registered by beacon servers of the AS, and never fetched.
          case NOT_FETCHED -> {
            if (stage != Stage.UP) {
              aims.add(aim(stage, reason));
            }
          }
          // The CORE segment starts at the same AS as a DOWN segment, so the DOWN segment is
          // missing first.
          case NOT_CORE -> {
            if (stage != Stage.CORE) {
              aims.add(aim(stage, reason));
            }
          }
          default -> aims.add(aim(stage, reason));
        }
      }
    }
    aims.add(aim(Stage.REPLICA, Reason.NOT_RUNNING));
    aims.add(aim(Stage.REPLICA, Reason.NOT_READY));
    aims.add(aim(Stage.JOIN, Reason.REVOKED));
    aims.add(aim(Stage.JOIN, Reason.NOT_JOINABLE));
    return aims;
  }

  private static Aim aim(Stage stage, Reason reason) {
    return new Aim(stage, Optional.of(reason));
  }

  @Test
  void everyCauseIsFound() {
    Map<String, Integer> found = new TreeMap<>();
    long seed = 0;
    List<Aim> wanted = new ArrayList<>(aims());
    wanted.add(new Aim(Stage.JOIN, Optional.empty()));
    for (Aim aim : wanted) {
      for (int i = 0; i < SCENARIOS_PER_CAUSE; i++) {
        seed++;
        found.merge(
            compare(new ExplainScenario(seed, aim), "seed " + seed + ", " + aim), 1, Integer::sum);
      }
    }
    System.out.println(seed + " scenarios: " + found);
    Set<String> all = new TreeSet<>();
    aims().forEach(aim -> all.add(aim.toString()));
    List.of(Way.values()).forEach(way -> all.add("works by " + way));
    for (String cause : all) {
      assertTrue(found.getOrDefault(cause, 0) >= LEAST_PER_CAUSE, cause + " in " + found);
    }
    assertEquals(all, found.keySet());
  }

  /** {@return the cause, or how the segments could be joined} */
  private static String compare(ExplainScenario scenario, String where) {
    Moment moment = scenario.moment();
    Circumstances known = scenario.circumstances(moment);
    Optional<Cause> expected = expected(scenario, known, moment);
    try (Store store = scenario.log().fold();
        HistoryView history = store.history()) {
      Explanation explanation =
          Explanation.of(
              history, moment, scenario.source(), scenario.destination(), known, QueryBounds.of(1));
      Optional<Cause> explained = explanation.missing().map(ExplanationOracleTest::cause);
      assertEquals(
          expected,
          explained,
          () -> where + " at " + moment + ": " + scenario.log().steps() + explanation);
      if (explanation.works()) {
        Way way =
            new ExplanationOracle(scenario.log(), moment)
                .way(scenario.source(), scenario.destination());
        compare(way, explanation, where);
        return "works by " + way;
      }
      assertTrue(
          explanation.missing().get().wouldWorkIf().matches("It would work .*\\.|It works .*\\."),
          where);
      return expected.get().stage() + " " + expected.get().reason();
    }
  }

  private static void compare(Way way, Explanation explanation, String where) {
    assertFalse(explanation.carriers().isEmpty(), where);
    assertTrue(explanation.lastsUntilMs().orElseThrow() > explanation.moment().clockMs(), where);
    boolean isOverCore =
        explanation.best().orElseThrow().interfaces().stream()
            .anyMatch(one -> CORES.contains(one.ia()));
    boolean hangsOnPeerLink =
        explanation
            .critical()
            .containsAll(
                List.of(
                    ExplanationOracle.PEER_ABOVE_SOURCE, ExplanationOracle.PEER_ABOVE_DESTINATION));
    assertEquals(way == Way.PEERING, hangsOnPeerLink, where);
    if (way == Way.SHORTCUT) {
      assertFalse(isOverCore, where);
    }
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
  private static Optional<Cause> expected(
      ExplainScenario scenario, Circumstances known, Moment moment) {
    List<AuditRecord> audit = known.audit().orElseThrow();
    Optional<Cause> silent = AuditOracle.silent(audit, known, moment.clockMs());
    if (silent.isPresent()) {
      return silent;
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
    return cause
        .map(one -> AuditOracle.refused(one, audit, moment).orElse(one))
        .map(one -> AuditOracle.standing(one, known));
  }
}
