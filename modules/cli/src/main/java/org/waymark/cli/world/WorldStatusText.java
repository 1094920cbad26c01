package org.waymark.cli.world;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.waymark.cli.output.Columns;

/** Prints the status of a world as text. */
final class WorldStatusText {
  private WorldStatusText() {}

  static void print(JsonNode status, PrintWriter out) {
    out.printf(
        "%s  %s%n",
        status.path("time").asText(),
        status.path("virtual").asBoolean()
            ? "virtual"
            : "Kafka broker " + status.path(WorldStatusDocument.KAFKA).asText());
    out.println();
    List<List<String>> ases = new ArrayList<>();
    ases.add(List.of("AS", "", "beacons", "dropped", "replicas"));
    for (JsonNode as : status.path("ases")) {
      boolean running = as.path("running").asBoolean();
      ases.add(
          List.of(
              as.path("isdAs").asText(),
              as.path("core").asBoolean() ? "core" : "",
              running ? as.path("beacons").asText() : "stopped",
              running ? Long.toString(dropped(as)) : "",
              replicas(as)));
    }
    Columns.print(ases, out);
    out.println();
    List<List<String>> links = new ArrayList<>();
    links.add(List.of("link", "type", "state"));
    for (JsonNode link : status.path("links")) {
      String a = link.path("a").asText();
      String b = link.path("b").asText();
      links.add(List.of(a + " -- " + b, link.path("type").asText(), state(status, a, b, link)));
    }
    Columns.print(links, out);
  }

  /**
   * {@return the number of messages dropped by the services of an AS; the JSON output lists the
   * reasons}
   */
  private static long dropped(JsonNode as) {
    long dropped = 0;
    for (JsonNode byReason : as.path("drops")) {
      for (JsonNode count : byReason) {
        dropped += count.asLong();
      }
    }
    return dropped;
  }

  private static String replicas(JsonNode as) {
    List<String> replicas = new ArrayList<>();
    for (JsonNode replica : as.path("replicas")) {
      replicas.add(
          "%s %s at %d %s"
              .formatted(
                  replica.path("id").asText(),
                  replica.path("state").asText(),
                  replica.path("nextOffset").asLong(),
                  replica.path("digest").asText()));
    }
    JsonNode dispatcher = as.path("dispatcher");
    if (!dispatcher.isMissingNode()) {
      replicas.add(
          dispatcher.path("running").asBoolean()
              ? "registered with the dispatcher: " + dispatcher.path("registered").asInt()
              : "dispatcher stopped");
    }
    return String.join(", ", replicas);
  }

  /** {@return whether a link was cut, and what the beacon servers at its two ends observe} */
  private static String state(JsonNode status, String a, String b, JsonNode link) {
    String seen = seen(status, a) + "/" + seen(status, b);
    return link.path("cut").asBoolean() ? "CUT, seen " + seen : seen.equals("up/up") ? "up" : seen;
  }

  private static String seen(JsonNode status, String end) {
    String[] parts = end.split("#");
    for (JsonNode as : status.path("ases")) {
      if (as.path("isdAs").asText().equals(parts[0])) {
        for (Map.Entry<String, JsonNode> one : as.path("interfaces").properties()) {
          if (one.getKey().equals(parts[1])) {
            return one.getValue().asText();
          }
        }
      }
    }
    return "?";
  }
}
