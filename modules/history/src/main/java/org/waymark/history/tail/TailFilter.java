package org.waymark.history.tail;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.waymark.segment.IsdAs;

/**
 * Selects records by their {@linkplain RecordDocument document}. A record is selected if it matches
 * every condition that is present.
 *
 * @param as an AS that the record must concern: an AS on the path of a segment, at an end of a
 *     rejected segment, with a revoked interface, or the source of the record
 * @param isd an ISD one of whose ASes the record must concern
 * @param segment the first hexadecimal digits of the id of a segment
 * @param kind the kind of event, such as {@code segment} or {@code tick}
 */
public record TailFilter(
    Optional<IsdAs> as, OptionalInt isd, Optional<String> segment, Optional<String> kind) {
  /** {@return whether the record with this document is selected} */
  public boolean matches(JsonNode record) {
    return as.map(wanted -> ases(record).anyMatch(wanted::equals)).orElse(true)
        && (isd.isEmpty() || ases(record).anyMatch(ia -> ia.isd() == isd.getAsInt()))
        && segment.map(digits -> record.path("id").asText().startsWith(digits)).orElse(true)
        && kind.map(wanted -> record.path("kind").asText().equals(wanted)).orElse(true);
  }

  private static Stream<IsdAs> ases(JsonNode record) {
    Stream<JsonNode> hops =
        StreamSupport.stream(record.path("hops").spliterator(), false)
            .map(hop -> hop.path("isdAs"));
    Stream<JsonNode> others =
        Stream.of(
            record.path("first"),
            record.path("last"),
            record.path("isdAs"),
            record.path("source").path("isdAs"));
    return Stream.concat(hops, others)
        .filter(JsonNode::isTextual)
        .map(text -> IsdAs.parse(text.asText()));
  }
}
