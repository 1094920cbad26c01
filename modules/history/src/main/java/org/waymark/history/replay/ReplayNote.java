package org.waymark.history.replay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.waymark.history.LogRange;

/**
 * Describes what was replayed into a directory. The file {@code replay} in the directory contains
 * this description as one JSON object:
 *
 * <pre>
 * {"version":1,"source":"the log waymark.1-14 at kafka:9092","first":0,"from":500,"to":900,
 *  "ends":"2026-11-28T15:00:00Z","without":[512],"with":[900,901],"withFrom":"more.jsonl"}
 * </pre>
 *
 * @param source the source of the records
 * @param range the range to be read; {@code beginsMs} is not written, because it is in the store
 * @param without the offsets of the records that were left out
 * @param with the offsets of the records that were replaced or appended
 * @param withFrom the file from which those records were read; empty if there are none
 */
public record ReplayNote(
    String source, LogRange range, List<Long> without, List<Long> with, String withFrom) {
  private static final int VERSION = 1;
  private static final int LISTED = 5;

  public ReplayNote {
    without = List.copyOf(without);
    with = List.copyOf(with);
  }

  static ReplayNote of(ReplaySource source, LogRange range, ReplayChanges changes) {
    return new ReplayNote(
        source.where(),
        range,
        List.copyOf(changes.without()),
        List.copyOf(changes.with().keySet()),
        changes.withFrom());
  }

  /** {@return whether the replay differs from what actually happened} */
  public boolean isChanged() {
    return !without.isEmpty() || !with.isEmpty();
  }

  /**
   * Describes the replay in human-readable form.
   *
   * @param next the offset after the last record that was applied, which is less than the end of
   *     the range if the replay was stopped
   */
  public String text(long next) {
    StringBuilder text =
        new StringBuilder("replay of offsets %d to %d".formatted(range.first(), next));
    if (next < range.to()) {
      text.append(", stopped before its end at %d,".formatted(range.to()));
    }
    text.append(" of ").append(source);
    if (!without.isEmpty()) {
      text.append(" without ").append(offsets(without));
    }
    if (!with.isEmpty()) {
      text.append(with(without.isEmpty() ? " with " : " and with "));
    }
    return text.toString();
  }

  private String with(String lead) {
    return lead + offsets(with) + " from " + withFrom;
  }

  private static String offsets(List<Long> offsets) {
    String first =
        offsets.stream().limit(LISTED).map(String::valueOf).collect(Collectors.joining(", "));
    return "offset%s %s%s"
        .formatted(
            offsets.size() == 1 ? "" : "s",
            first,
            offsets.size() > LISTED ? " and %d more".formatted(offsets.size() - LISTED) : "");
  }

  /** {@return the note as a JSON object} */
  public ObjectNode json() {
    ObjectNode node = new JsonMapper().createObjectNode();
    node.put("version", VERSION);
    node.put("source", source);
    node.put("first", range.first());
    node.put("from", range.from());
    node.put("to", range.to());
    node.put("ends", Instant.ofEpochMilli(range.endsMs()).toString());
    ArrayNode left = node.putArray("without");
    without.forEach(left::add);
    ArrayNode put = node.putArray("with");
    with.forEach(put::add);
    node.put("withFrom", withFrom);
    return node;
  }

  /**
   * Reads a note.
   *
   * @throws IllegalArgumentException if the note is damaged or has a later version
   */
  static ReplayNote parse(String text) {
    try {
      JsonNode node = new JsonMapper().readTree(text);
      if (node.path("version").asInt() != VERSION) {
        throw new IllegalArgumentException("its version is " + node.path("version"));
      }
      return new ReplayNote(
          node.required("source").asText(),
          new LogRange(
              node.required("first").asLong(),
              OptionalLong.empty(),
              node.required("from").asLong(),
              node.required("to").asLong(),
              Instant.parse(node.required("ends").asText()).toEpochMilli()),
          offsets(node.required("without")),
          offsets(node.required("with")),
          node.required("withFrom").asText());
    } catch (JsonProcessingException | IllegalArgumentException | DateTimeParseException e) {
      throw new IllegalArgumentException(
          "the file replay, which describes what was replayed, cannot be read: " + firstLine(e), e);
    }
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  private static List<Long> offsets(JsonNode array) {
    List<Long> offsets = new ArrayList<>();
    array.forEach(offset -> offsets.add(offset.asLong()));
    return offsets;
  }
}
