package org.waymark.conform.resolution;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.waymark.conform.scenario.ScenarioPools;
import org.waymark.conform.scenario.ScenarioServer;
import org.waymark.conform.scenario.SentMessage;
import org.waymark.conform.scenario.StepResult;
import org.waymark.conform.specified.SpecifiedRoutes;
import org.waymark.conform.specified.SpecifiedServer;
import org.waymark.conform.specified.SpecifiedTrust;
import org.waymark.conform.trust.TrustNetworks;
import org.waymark.conform.vector.Findings;
import org.waymark.conform.vector.Rule;
import org.waymark.conform.vector.VectorCase;
import org.waymark.segment.PathSegment;
import org.waymark.trust.Ed25519;

/**
 * Compares the results of a scenario's steps with the recorded results, as modified by rules.
 *
 * <p>Rules that only leave something out are applied to the recording. The effect of the other
 * rules depends on all earlier steps. If the recording differs from the results, a {@link
 * SpecifiedServer} without rules must reproduce the recording, and one with all rules must produce
 * the results. Only then do the rules fully explain the difference.
 */
final class ScenarioComparison {
  private static final Set<String> TRUST_REQUESTS = Set.of("trcReq", "certChainReq");
  private static final Set<String> TRUST_ANSWERS = Set.of("trc", "certChain");

  /** The rules that {@link SpecifiedServer} implements. */
  private static final Set<Rule> SPECIFIED =
      EnumSet.of(
          Rule.REFUSED,
          Rule.UNPROVEN,
          Rule.SLACK,
          Rule.EPOCH,
          Rule.LIVE_PROPAGATION,
          Rule.SHARED,
          Rule.TRUST,
          Rule.WAITING,
          Rule.USEFUL,
          Rule.WHOLE);

  private final ScenarioServer server;
  private final ScenarioPools pools;
  private final TrustNetworks.Network network;
  private final Ed25519 ed25519;
  private final Findings findings;

  ScenarioComparison(
      ScenarioServer server,
      ScenarioPools pools,
      TrustNetworks.Network network,
      Ed25519 ed25519,
      Findings findings) {
    this.server = server;
    this.pools = pools;
    this.network = network;
    this.ed25519 = ed25519;
    this.findings = findings;
  }

  void compare(List<ComparedStep> steps) {
    List<StepResult> expected = new ArrayList<>();
    Set<Rule> used = EnumSet.noneOf(Rule.class);
    for (ComparedStep step : steps) {
      StepResult turned = withoutExpired(withoutMaster(step.recorded(), used), step.clockMs());
      expected.add(withoutShared(turned, used));
      if (step.endedOriginal()) {
        used.add(Rule.UNCAUGHT);
      }
    }
    List<String> differences = differences(steps, expected, played(steps), used);
    if (!differences.isEmpty()) {
      differences = explain(steps, expected, differences, used);
    }
    differences.forEach(findings::differs);
    used.forEach(findings::used);
  }

  private static List<StepResult> played(List<ComparedStep> steps) {
    return steps.stream().map(ComparedStep::played).toList();
  }

  private List<String> differences(
      List<ComparedStep> steps,
      List<StepResult> expected,
      List<StepResult> actual,
      Set<Rule> used) {
    List<String> differences = new ArrayList<>();
    for (int i = 0; i < steps.size(); i++) {
      StepComparison comparison = new StepComparison(server, pools, expected.get(i), actual.get(i));
      String place = steps.get(i).place(i);
      comparison.differences().forEach(text -> differences.add(place + " " + text));
      used.addAll(comparison.rules());
    }
    return differences;
  }

  /**
   * Filters the differences.
   *
   * @return the differences that no rule explains
   */
  private List<String> explain(
      List<ComparedStep> steps,
      List<StepResult> expected,
      List<String> differences,
      Set<Rule> used) {
    List<StepResult> original = specified(steps, EnumSet.noneOf(Rule.class));
    List<StepResult> ours = specified(steps, SPECIFIED);
    List<StepResult> recorded = withoutTrust(expected);
    for (int i = 0; i < steps.size(); i++) {
      if (steps.get(i).endedOriginal()) {
        // If the original server crashed, its partial result cannot be expected of a server that
        // continues.
        recorded.set(i, original.get(i));
      }
    }
    Set<Rule> explaining = EnumSet.noneOf(Rule.class);
    List<String> unlikeOriginal =
        differences(steps, original, recorded, EnumSet.noneOf(Rule.class));
    if (!unlikeOriginal.isEmpty()) {
      List<String> all = new ArrayList<>(differences);
      unlikeOriginal.forEach(
          text -> all.add("unexplained, because the recording itself is unexplained: " + text));
      return all;
    }
    List<String> unexplained =
        new ArrayList<>(differences(steps, ours, withoutTrust(played(steps)), explaining));
    unexplained.addAll(trustDifferences(steps, expected, explaining));
    for (Rule rule : SPECIFIED) {
      Set<Rule> others = EnumSet.copyOf(SPECIFIED);
      others.remove(rule);
      if (!specified(steps, others).equals(ours)) {
        explaining.add(rule);
      }
    }
    used.addAll(explaining);
    return unexplained;
  }

  private List<StepResult> specified(List<ComparedStep> steps, Set<Rule> rules) {
    SpecifiedServer model =
        new SpecifiedServer(
            server, pools, new SpecifiedTrust(server.ia(), network, pools, ed25519, rules), rules);
    return steps.stream().map(step -> model.play(step.step(), step.clockMs())).toList();
  }

  private static List<StepResult> withoutTrust(List<StepResult> results) {
    return results.stream()
        .map(result -> filtered(result, message -> !isTrust(message)))
        .collect(Collectors.toCollection(ArrayList::new));
  }

  private static boolean isTrust(SentMessage message) {
    return TRUST_REQUESTS.contains(message.message()) || TRUST_ANSWERS.contains(message.message());
  }

  private static StepResult filtered(StepResult result, Predicate<SentMessage> kept) {
    return result.withSent(result.sent().stream().filter(kept).toList());
  }

  /**
   * Compares trust messages. Material that was rejected because it could not be verified is not
   * sent.
   */
  private List<String> trustDifferences(
      List<ComparedStep> steps, List<StepResult> expected, Set<Rule> explaining) {
    SpecifiedTrust trust =
        new SpecifiedTrust(server.ia(), network, pools, ed25519, EnumSet.of(Rule.TRUST));
    List<String> differences = new ArrayList<>();
    for (int i = 0; i < steps.size(); i++) {
      ComparedStep step = steps.get(i);
      if (step.is("trust")) {
        trust.take(step.step().text("name"));
      }
      List<SentMessage> wanted =
          expected.get(i).sent().stream().filter(ScenarioComparison::isTrust).toList();
      List<SentMessage> held = new ArrayList<>(wanted);
      held.removeIf(message -> !trust.isHeld(message));
      List<SentMessage> sent =
          step.played().sent().stream().filter(ScenarioComparison::isTrust).toList();
      if (held.size() < wanted.size()) {
        explaining.add(Rule.TRUST);
      }
      if (step.is("trustRequest") && step.step().number("version") == 0 && held.isEmpty()) {
        newest(step.step(), trust).ifPresent(held::add);
        explaining.add(Rule.NEWEST);
      }
      String place = steps.get(i).place(i);
      less(held, sent).forEach(one -> differences.add(place + " not sent: " + one));
      less(sent, held).forEach(one -> differences.add(place + " sent in addition: " + one));
    }
    return differences;
  }

  private Optional<SentMessage> newest(VectorCase step, SpecifiedTrust trust) {
    return trust
        .newest(step)
        .flatMap(
            content ->
                new SpecifiedRoutes(server, pools)
                    .back(step.part("from"), content.fieldNames().next(), content));
  }

  private static List<SentMessage> less(
      Collection<SentMessage> from, Collection<SentMessage> taken) {
    List<SentMessage> left = new ArrayList<>(from);
    taken.forEach(left::remove);
    return left;
  }

  private StepResult withoutMaster(StepResult recorded, Set<Rule> used) {
    StepResult turned = filtered(recorded, message -> !toMaster(message));
    SortedSet<String> outcome = new TreeSet<>(recorded.outcome());
    outcome.remove(StepResult.MASTER_QUERY);
    if (outcome.isEmpty() && !recorded.outcome().isEmpty()) {
      outcome.add(StepResult.DROPPED);
    }
    return noting(Rule.NO_MASTER, recorded, turned.withOutcome(outcome), used);
  }

  private boolean toMaster(SentMessage message) {
    return (message.message().equals("segReq") || message.message().equals("segSync"))
        && server.isOwnPathServer(message);
  }

  private StepResult withoutShared(StepResult recorded, Set<Rule> used) {
    StepResult turned =
        filtered(
            recorded,
            message ->
                !(TRUST_REQUESTS.contains(message.message())
                    && server.isOwnCertificateServer(message)));
    return noting(Rule.SHARED, recorded, turned, used);
  }

  private static StepResult noting(Rule rule, StepResult before, StepResult after, Set<Rule> used) {
    if (!before.equals(after)) {
      used.add(rule);
    }
    return after;
  }

  /**
   * Removes expired segments from a result, because both servers may keep such segments for some
   * time.
   */
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
