package org.waymark.cli.conform;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.waymark.segment.PathSegment;

/** Compares what the steps of a scenario did with what was recorded, turned by rules. */
final class ScenarioComparison {
  private final ScenarioServer server;
  private final ScenarioPools pools;
  private final Findings findings;

  ScenarioComparison(ScenarioServer server, ScenarioPools pools, Findings findings) {
    this.server = server;
    this.pools = pools;
    this.findings = findings;
  }

  void compare(List<ComparedStep> steps) {
    for (int i = 0; i < steps.size(); i++) {
      ComparedStep step = steps.get(i);
      StepResult expected = withoutExpired(withoutMaster(step.recorded()), step.clockMs());
      compare(step.place(i), expected, step.played());
    }
  }

  private void compare(String place, StepResult expected, StepResult played) {
    List<SentMessage> missing = new ArrayList<>(expected.sent());
    List<SentMessage> extra = new ArrayList<>();
    for (SentMessage message : played.sent()) {
      if (!missing.remove(message)) {
        extra.add(message);
      }
    }
    missing.forEach(message -> findings.differs(place + " not sent: " + message));
    extra.forEach(message -> findings.differs(place + " sent besides: " + message));
    findings.same(place + " outcome", expected.outcome(), played.outcome());
    findings.same(place + " stored", expected.stored(), played.stored());
    findings.same(place + " pending", expected.pending(), played.pending());
    findings.same(place + " waiting", expected.waiting(), played.waiting());
  }

  private StepResult withoutMaster(StepResult recorded) {
    List<SentMessage> sent = recorded.sent().stream().filter(one -> !toMaster(one)).toList();
    SortedSet<String> outcome = new TreeSet<>(recorded.outcome());
    outcome.remove(StepResult.MASTER_QUERY);
    if (outcome.isEmpty() && !recorded.outcome().isEmpty()) {
      outcome.add(StepResult.DROPPED);
    }
    if (sent.size() < recorded.sent().size() || !outcome.equals(recorded.outcome())) {
      findings.used(Rule.NO_MASTER);
    }
    return recorded.withSent(sent).withOutcome(outcome);
  }

  private boolean toMaster(SentMessage message) {
    return (message.message().equals("segReq") || message.message().equals("segSync"))
        && server.isOwnServer("PathService", message);
  }

  private StepResult withoutExpired(StepResult recorded, long clockMs) {
    SortedMap<String, SortedSet<String>> live = new TreeMap<>();
    recorded
        .stored()
        .forEach(
            (type, names) -> {
              SortedSet<String> left = new TreeSet<>(names);
              left.removeIf(
                  name -> pools.segment(name).map(PathSegment::endMs).orElse(0L) <= clockMs);
              if (!left.isEmpty()) {
                live.put(type, left);
              }
            });
    return recorded.withStored(live);
  }
}
