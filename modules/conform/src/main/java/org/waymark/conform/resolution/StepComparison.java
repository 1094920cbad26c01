package org.waymark.conform.resolution;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.waymark.conform.scenario.ScenarioPools;
import org.waymark.conform.scenario.ScenarioServer;
import org.waymark.conform.scenario.SentMessage;
import org.waymark.conform.scenario.StepResult;
import org.waymark.conform.vector.RecordedForm;
import org.waymark.conform.vector.Rule;
import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentType;
import org.waymark.wire.packet.ScionPath;

/**
 * Compares the expected and actual results of one step. Messages are compared as a multiset; if
 * several segments are equally correct, any of them is accepted.
 */
final class StepComparison {
  private static final int LIMIT = 5;
  private static final int PER_SYNC = 5;
  private static final int HEX_PER_FIELD = 16;

  private final ScenarioServer server;
  private final ScenarioPools pools;
  private final StepResult expected;
  private final StepResult played;
  private final List<String> differences = new ArrayList<>();
  private final Set<Rule> rules = EnumSet.noneOf(Rule.class);

  StepComparison(
      ScenarioServer server, ScenarioPools pools, StepResult expected, StepResult played) {
    this.server = server;
    this.pools = pools;
    this.expected = expected;
    this.played = played;
    compareSyncs();
    compareMessages();
    same("outcome", expected.outcome(), played.outcome());
    same("stored", expected.stored(), played.stored());
    same("pending", expected.pending(), played.pending());
    same("waiting", expected.waiting(), played.waiting());
  }

  /** {@return the differences in the step} */
  List<String> differences() {
    return differences;
  }

  /** {@return the rules that justify accepted differences} */
  Set<Rule> rules() {
    return rules;
  }

  private void same(String what, Object expectedValue, Object playedValue) {
    if (!Objects.equals(expectedValue, playedValue)) {
      differences.add(what + ": expected " + expectedValue + ", got " + playedValue);
    }
  }

  private void compareMessages() {
    List<SentMessage> missing = others(expected);
    List<SentMessage> extra = new ArrayList<>();
    for (SentMessage message : others(played)) {
      if (!missing.remove(message)) {
        extra.add(message);
      }
    }
    for (SentMessage message : List.copyOf(extra)) {
      Optional<SentMessage> tied =
          missing.stream().filter(candidate -> areTied(candidate, message)).findFirst();
      Optional<SentMessage> whole =
          missing.stream()
              .filter(candidate -> new ReplyCut(pools).isCut(candidate, message))
              .findFirst();
      tied.ifPresent(
          one -> {
            rules.add(Rule.TIE);
            missing.remove(one);
            extra.remove(message);
          });
      if (tied.isEmpty() && whole.isPresent()) {
        rules.add(Rule.CUT);
        missing.remove(whole.get());
        extra.remove(message);
      }
    }
    missing.forEach(message -> differences.add("not sent: " + message));
    extra.forEach(message -> differences.add("sent in addition: " + message));
  }

  private static List<SentMessage> others(StepResult result) {
    return new ArrayList<>(
        result.sent().stream().filter(message -> !message.message().equals("segSync")).toList());
  }

  private boolean areTied(SentMessage one, SentMessage other) {
    if (one.message().equals("segReply")) {
      return one.withContent(RecordedForm.object()).equals(other.withContent(RecordedForm.object()))
          && one.content().get("segReq").equals(other.content().get("segReq"))
          && areTied(one.content().path("records"), other.content().path("records"));
    }
    return one.message().equals(other.message())
        && one.content().equals(other.content())
        && one.sameId() == other.sameId()
        && !one.path().isEmpty()
        && areTiedWays(one, other);
  }

  /**
   * {@return whether two messages differ only in the choice between routes over segments with the
   * same number of hops} Revocations and syncs must also go to the same AS.
   */
  private boolean areTiedWays(SentMessage one, SentMessage other) {
    boolean anyCore = one.message().equals("segReq");
    return hops(one) == hops(other)
        && one.destination().equals(other.destination())
        && (anyCore || one.dstIa().equals(other.dstIa()))
        && waysOn().containsAll(List.of(one.path(), other.path()));
  }

  private static int hops(SentMessage message) {
    return message.path().indexOf(' ') / HEX_PER_FIELD;
  }

  /** {@return the paths that use those segments that are usable as routes} */
  private Set<String> waysOn() {
    String type = ScenarioPools.textOf(server.core() ? SegmentType.CORE : SegmentType.UP);
    Set<String> paths = new HashSet<>();
    for (String name : played.stored().getOrDefault(type, new TreeSet<>())) {
      pools
          .segment(name)
          .filter(segment -> segment.lastIa().equals(server.ia()))
          .ifPresent(segment -> paths.add(SentMessage.pathText(ScionPath.against(segment))));
    }
    return paths;
  }

  /**
   * {@return whether two replies differ only in the choice between segments with the same number of
   * hops} In that case, the revocations of peer links in the replies may also differ.
   */
  private boolean areTied(JsonNode one, JsonNode other) {
    boolean otherSegments = false;
    for (SegmentType type : SegmentType.values()) {
      String text = ScenarioPools.textOf(type);
      SortedSet<String> ones = SentMessage.names(one.path(text));
      SortedSet<String> others = SentMessage.names(other.path(text));
      SortedSet<String> stored = played.stored().getOrDefault(text, new TreeSet<>());
      boolean tied =
          ones.size() >= LIMIT
              && stored.containsAll(ones)
              && stored.containsAll(others)
              && hops(ones).equals(hops(others));
      if (!ones.equals(others)) {
        if (!tied) {
          return false;
        }
        otherSegments = true;
      }
    }
    return otherSegments;
  }

  private List<Integer> hops(SortedSet<String> names) {
    return names.stream()
        .map(name -> pools.segment(name).map(PathSegment::hops).map(List::size).orElse(0))
        .sorted()
        .toList();
  }

  /**
   * Compares syncs. The distribution of segments over messages does not matter, and a message may
   * also contain segments that are due later.
   */
  private void compareSyncs() {
    Map<String, List<SentMessage>> expectedTo = syncs(expected);
    Map<String, List<SentMessage>> playedTo = syncs(played);
    Set<String> destinations = new TreeSet<>(expectedTo.keySet());
    destinations.addAll(playedTo.keySet());
    for (String ia : destinations) {
      compareSyncs(
          ia, expectedTo.getOrDefault(ia, List.of()), playedTo.getOrDefault(ia, List.of()));
    }
  }

  private void compareSyncs(String ia, List<SentMessage> due, List<SentMessage> sent) {
    SortedSet<String> dueNames = downNames(due);
    SortedSet<String> names = downNames(sent);
    int records = sent.stream().mapToInt(one -> downNames(List.of(one)).size()).sum();
    SortedSet<String> live = new TreeSet<>(played.stored().getOrDefault("down", new TreeSet<>()));
    boolean right =
        names.containsAll(dueNames)
            && (names.equals(dueNames) || live.containsAll(names))
            && records == names.size()
            && sent.size() == (dueNames.size() + PER_SYNC - 1) / PER_SYNC
            && sent.stream().allMatch(one -> downNames(List.of(one)).size() <= PER_SYNC)
            && sent.stream().allMatch(one -> isRightWay(one, due));
    if (!right) {
      differences.add("segSync to " + ia + ": expected " + due + ", got " + sent);
    } else if (!names.equals(dueNames)) {
      rules.add(Rule.LIVE_PROPAGATION);
    }
  }

  private boolean isRightWay(SentMessage sync, List<SentMessage> due) {
    return due.stream()
        .anyMatch(
            one -> {
              SentMessage same = one.withContent(sync.content());
              if (!same.equals(sync) && areTied(same, sync)) {
                rules.add(Rule.TIE);
              }
              return same.equals(sync) || areTied(same, sync);
            });
  }

  private static Map<String, List<SentMessage>> syncs(StepResult result) {
    Map<String, List<SentMessage>> byDestination = new LinkedHashMap<>();
    result.sent().stream()
        .filter(message -> message.message().equals("segSync"))
        .forEach(
            message ->
                byDestination
                    .computeIfAbsent(message.dstIa(), ia -> new ArrayList<>())
                    .add(message));
    return byDestination;
  }

  private static SortedSet<String> downNames(List<SentMessage> syncs) {
    SortedSet<String> names = new TreeSet<>();
    syncs.forEach(
        sync -> names.addAll(SentMessage.names(sync.content().path("records").path("down"))));
    return names;
  }
}
