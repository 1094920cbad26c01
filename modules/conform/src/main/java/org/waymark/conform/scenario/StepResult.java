package org.waymark.conform.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.waymark.conform.vector.VectorCase;

/**
 * The compared results of a step of a scenario.
 *
 * @param outcome the outcome of a request; empty for other steps
 * @param stored the names of the live segments by type; types without segments are omitted
 * @param pending the number of requesters with pending requests, by destination
 * @param waiting the number of destinations of waiting requests, by ISD
 */
public record StepResult(
    List<SentMessage> sent,
    SortedSet<String> outcome,
    SortedMap<String, SortedSet<String>> stored,
    SortedMap<String, Integer> pending,
    SortedMap<String, Integer> waiting) {
  public static final String REPLY = "reply";
  public static final String FORWARDED = "forwarded";
  public static final String MASTER_QUERY = "masterQuery";
  public static final String PENDING = "pending";
  public static final String WAITING = "waiting";
  public static final String DROPPED = "dropped";

  public static StepResult recorded(VectorCase step, ScenarioPools pools) {
    VectorCase expect = step.part("expect");
    VectorCase state = expect.part("state");
    SortedSet<String> outcome = new TreeSet<>();
    if (expect.has("outcome")) {
      expect.list("outcome").forEach(one -> outcome.add(one.asText()));
    }
    SortedMap<String, SortedSet<String>> stored = new TreeMap<>();
    if (state.has("stored")) {
      for (Map.Entry<String, JsonNode> type : state.node("stored").properties()) {
        SortedSet<String> names = new TreeSet<>();
        type.getValue().forEach(name -> names.add(pools.canonical(name.asText())));
        stored.put(type.getKey(), names);
      }
    }
    SortedMap<String, Integer> pending = new TreeMap<>();
    if (state.has("pending")) {
      for (VectorCase one : state.parts("pending")) {
        pending.put(pendingKey(one.text("dst"), one.flag("sibra")), one.smallNumber("requesters"));
      }
    }
    SortedMap<String, Integer> waiting = new TreeMap<>();
    if (state.has("waiting")) {
      state
          .node("waiting")
          .properties()
          .forEach(isd -> waiting.put(isd.getKey(), isd.getValue().asInt()));
    }
    return new StepResult(
        expect.parts("sent").stream().map(one -> SentMessage.recorded(one, pools)).toList(),
        outcome,
        stored,
        pending,
        waiting);
  }

  public static String pendingKey(String dst, boolean sibra) {
    return sibra ? dst + " SIBRA" : dst;
  }

  /** {@return a copy of this result with other messages} */
  public StepResult withSent(List<SentMessage> others) {
    return new StepResult(List.copyOf(others), outcome, stored, pending, waiting);
  }

  /** {@return a copy of this result with another outcome} */
  public StepResult withOutcome(Set<String> other) {
    return new StepResult(sent, new TreeSet<>(other), stored, pending, waiting);
  }

  /** {@return a copy of this result with other stored segments} */
  public StepResult withStored(SortedMap<String, SortedSet<String>> other) {
    return new StepResult(sent, outcome, other, pending, waiting);
  }
}
