package org.waymark.history.query;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Formats the fields of answers for people. */
public final class AnswerText {
  private static final int SHORT_ID = 12;

  private AnswerText() {}

  /**
   * Formats a time with a resolution of one second.
   *
   * @return the time as text
   */
  public static String time(JsonNode field) {
    return field.isMissingNode()
        ? ""
        : Instant.parse(field.asText()).truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** {@return a number with a noun, in the plural unless the number is 1} */
  public static String counted(long number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }

  /** {@return the first digits of the id of a segment} */
  public static String shortId(JsonNode segment) {
    String id = segment.path("id").asText();
    return id.length() > SHORT_ID ? id.substring(0, SHORT_ID) : id;
  }

  /** {@return the types and ids of the given segments, as text} */
  public static String ids(JsonNode segments) {
    return StreamSupport.stream(segments.spliterator(), false)
        .map(one -> one.path("type").asText() + " " + shortId(one))
        .collect(Collectors.joining(", "));
  }

  /**
   * Formats hops in the form {@code 1-11 50>17 1-12}.
   *
   * @return the hops as text
   */
  public static String hops(JsonNode segment) {
    return StreamSupport.stream(segment.path("hops").spliterator(), false)
        .map(
            hop ->
                interfaceText(hop.path("ingress").asLong(), "", " ")
                    + hop.path("isdAs").asText()
                    + interfaceText(hop.path("egress").asLong(), " ", ""))
        .collect(Collectors.joining(">"));
  }

  private static String interfaceText(long id, String before, String after) {
    return id == 0 ? "" : before + id + after;
  }

  /**
   * Describes the source of a record, for example {@code 1-12 192.0.2.1 by scion-udp at ps1}.
   *
   * @return the source as text
   */
  public static String source(JsonNode event) {
    JsonNode source = event.path("source");
    if (source.isMissingNode()) {
      return "";
    }
    String registrant =
        (source.path("isdAs").asText() + " " + source.path("address").asText()).strip();
    return (registrant.isEmpty() ? "" : registrant + " by ")
        + source.path("transport").asText()
        + " at "
        + source.path("replica").asText();
  }

  /** {@return the first and the last offset of several records, such as 17..23} */
  public static String offsets(JsonNode row) {
    String first = row.path("firstOffset").asText();
    String last = row.path("lastOffset").asText();
    return first.equals(last) ? first : first + ".." + last;
  }

  /**
   * {@return what happened to a segment between the two moments of a comparison, such as "killed by
   * revocation 7 of 1-11#5 at 2026-11-28T14:32:00Z"; empty if the kind of change says everything}
   */
  public static String between(JsonNode change) {
    if (!change.has("because")) {
      return "";
    }
    String by = because(change);
    return "%s%s at %s"
        .formatted(
            change.path("because").asText(),
            by.isEmpty() ? "" : " by " + by,
            time(change.path("endedAt")));
  }

  /** {@return the reason for an event in the life of a segment; empty if it is obvious} */
  public static String because(JsonNode event) {
    if (event.has("reason")) {
      return event.path("reason").asText();
    }
    if (event.has("revocation")) {
      return "revocation %d of %s"
          .formatted(event.path("revocation").asLong(), event.path("interface").asText("unknown"));
    }
    return event.path("event").asText().equals("ignored")
        ? "version %d expires later".formatted(event.path("version").asLong())
        : "";
  }
}
