package org.waymark.cli.serve;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Prints the status of a replica as text, in lines that can be compared side by side. */
final class ReplicaStatusText {
  private static final long MIB = 1 << 20;

  private ReplicaStatusText() {}

  static void print(JsonNode status, PrintWriter out) {
    line(
        out,
        "replica",
        "%s of %s at %s",
        text(status, "id"),
        text(status, "isdAs"),
        text(status, "address"));
    line(out, "time", "%s", text(status, "time"));
    line(out, "state", "%s", state(status));
    if (status.has("logTrouble") && !text(status, "logTrouble").equals(text(status, "reason"))) {
      line(out, "log", "%s", text(status, "logTrouble"));
    }
    for (String topic : List.of("events", "trust")) {
      JsonNode one = status.path("topics").path(topic);
      line(
          out,
          topic,
          "offset %d  lag %d  digest %.16s  rows %d",
          one.path("nextOffset").asLong(),
          one.path("lagRecords").asLong(),
          text(one, "digest"),
          one.path("rows").asLong());
    }
    line(
        out,
        "lag",
        "%.1f s; last tick %s",
        status.path("lagSeconds").asDouble(),
        status.path("lastTick").asText("none"));
    line(out, "apply", "version %s", text(status, "applyVersion"));
    for (JsonNode other : status.path("replicas")) {
      line(
          out,
          "other",
          "%s %s  tick %d  digest %s%s  lag %d, %.1f s  %.0f s ago",
          text(other, "id"),
          text(other, "state"),
          other.path("tick").asLong(),
          text(other, "digest"),
          since(other),
          other.path("lagRecords").asLong(),
          other.path("lagSeconds").asDouble(),
          other.path("ageSeconds").asDouble());
    }
    line(out, "lease", "%s", status.path("lease").asBoolean() ? "held" : "not held");
    List<String> rows = new ArrayList<>();
    status
        .path("rows")
        .properties()
        .forEach(kind -> rows.add(kind.getKey() + " " + kind.getValue().asLong()));
    line(out, "rows", "%s", String.join(", ", rows));
    for (JsonNode one : status.path("trust")) {
      line(
          out,
          "trust",
          "%s %s %s",
          text(one, "what"),
          one.path("ended").asBoolean() ? "ENDED at" : "until",
          text(one, "end"));
    }
    JsonNode memory = status.path("memory");
    line(
        out,
        "memory",
        "heap %d of %d MiB; store up to %d MiB outside the heap",
        memory.path("heapUsedBytes").asLong() / MIB,
        memory.path("heapLimitBytes").asLong() / MIB,
        memory.path("storeLimitBytes").asLong() / MIB);
  }

  private static String state(JsonNode status) {
    if (status.path("ready").asBoolean()) {
      return "ready";
    }
    String state = text(status, "state");
    return (state.equals("ready") ? "not ready" : state) + ": " + text(status, "reason");
  }

  private static String since(JsonNode other) {
    return other.has("firstDifference")
        ? " since the tick at offset " + other.path("firstDifference").asLong()
        : "";
  }

  private static String text(JsonNode node, String key) {
    return node.path(key).asText();
  }

  private static void line(PrintWriter out, String name, String format, Object... values) {
    out.printf("%-8s ", name);
    out.printf(format, values);
    out.println();
  }
}
