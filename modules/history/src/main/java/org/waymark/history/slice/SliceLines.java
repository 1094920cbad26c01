package org.waymark.history.slice;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.waymark.history.LogRange;
import org.waymark.log.LogIdentity;
import org.waymark.log.LogRecord;
import org.waymark.log.Topic;
import org.waymark.segment.ByteString;

/**
 * The lines of a slice. Each line is one JSON object in UTF-8, with its fields in this order and
 * without spaces, and ends with a line feed:
 *
 * <pre>
 * {"format":"waymark-slice","version":1,"cluster":"Kx3..","prefix":"waymark.1-14",
 *  "trust":{"topic":"aB7..","first":0,"to":12},
 *  "events":{"topic":"cD9..","first":4000,"from":5000,"to":6000},
 *  "begins":"2026-11-27T12:30:00Z","ends":"2026-11-28T15:00:00Z"}               the head, one line
 * {"topic":"trust","offset":0,"epoch":0,"at":"2026-11-20T08:00:00.123Z","key":"..","value":".."}
 * ...                                                       all of trust, then events 4000 to 5999
 * {"end":{"records":2012,"sha256":"9f.."}}
 * </pre>
 *
 * <p>{@code key} and {@code value} are the bytes of the record in base64, {@code epoch} is the
 * epoch of the leader that wrote it (-1 if unknown), and {@code at} its record time in UTC, to the
 * millisecond. The headers of a record are omitted: Waymark writes only the kind of the event into
 * them, which can be derived from the value. {@code first}, {@code from}, {@code to}, {@code
 * begins} (null if no record precedes the first) and {@code ends} are those of {@link LogRange}.
 * The hash at the end covers all bytes before that line.
 *
 * <p>A line in any other form is rejected, even if a JSON parser would find the same fields in it,
 * so that a slice has exactly one form.
 */
final class SliceLines {
  private static final String FORMAT = "waymark-slice";
  private static final int VERSION = 1;
  private static final JsonMapper JSON = new JsonMapper();

  private SliceLines() {}

  /** The last line of a slice. */
  record End(long records, ByteString sha256) {}

  static byte[] head(SliceHead head) {
    ObjectNode node = JSON.createObjectNode();
    node.put("format", FORMAT).put("version", VERSION);
    node.put("cluster", head.log().clusterId()).put("prefix", head.prefix());
    node.putObject("trust")
        .put("topic", head.log().topicIds().get(Topic.TRUST))
        .put("first", head.trustStart())
        .put("to", head.trustEnd());
    LogRange events = head.events();
    node.putObject("events")
        .put("topic", head.log().topicIds().get(Topic.EVENTS))
        .put("first", events.first())
        .put("from", events.from())
        .put("to", events.to());
    if (events.beginsMs().isPresent()) {
      node.put("begins", time(events.beginsMs().getAsLong()));
    } else {
      node.putNull("begins");
    }
    node.put("ends", time(events.endsMs()));
    return line(node);
  }

  static byte[] record(SliceRecord one) {
    LogRecord record = one.record();
    ObjectNode node = JSON.createObjectNode();
    node.put("topic", one.topic().suffix());
    node.put("offset", record.offset());
    node.put("epoch", record.leaderEpoch());
    node.put("at", time(record.recordTimeMs()));
    node.put("key", Base64.getEncoder().encodeToString(record.key().unsafeBytes()));
    node.put("value", Base64.getEncoder().encodeToString(record.value()));
    return line(node);
  }

  static byte[] end(End end) {
    ObjectNode node = JSON.createObjectNode();
    node.putObject("end").put("records", end.records()).put("sha256", end.sha256().hex());
    return line(node);
  }

  private static byte[] line(ObjectNode node) {
    return (node + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static String time(long ms) {
    return Instant.ofEpochMilli(ms).toString();
  }

  /** {@return the version of the format, if the line is the head of a slice of any version} */
  static OptionalLong version(byte[] line) {
    JsonNode node = parse(line).orElseGet(JSON::createObjectNode);
    return node.path("format").asText().equals(FORMAT) && node.path("version").isIntegralNumber()
        ? OptionalLong.of(node.path("version").asLong())
        : OptionalLong.empty();
  }

  static boolean isKnown(long version) {
    return version == VERSION;
  }

  /** {@return the head in the line; empty if it contains none} */
  static Optional<SliceHead> head(byte[] line) {
    return decoded(line, SliceLines::head, SliceLines::head);
  }

  private static SliceHead head(JsonNode node) {
    JsonNode trust = node.required("trust");
    JsonNode events = node.required("events");
    JsonNode begins = node.required("begins");
    return new SliceHead(
        new LogIdentity(
            node.required("cluster").asText(),
            Map.of(
                Topic.TRUST, trust.required("topic").asText(),
                Topic.EVENTS, events.required("topic").asText())),
        node.required("prefix").asText(),
        trust.required("first").asLong(),
        trust.required("to").asLong(),
        new LogRange(
            events.required("first").asLong(),
            begins.isNull() ? OptionalLong.empty() : OptionalLong.of(timeMs(begins)),
            events.required("from").asLong(),
            events.required("to").asLong(),
            timeMs(node.required("ends"))));
  }

  /** {@return the record; empty if the line is not a record} */
  static Optional<SliceRecord> record(byte[] line) {
    return decoded(line, SliceLines::record, SliceLines::record);
  }

  private static SliceRecord record(JsonNode node) {
    String name = node.required("topic").asText();
    Topic topic =
        Arrays.stream(Topic.values())
            .filter(one -> one.suffix().equals(name))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("unknown topic"));
    return new SliceRecord(
        topic,
        new LogRecord(
            node.required("offset").asLong(),
            node.required("epoch").asInt(),
            timeMs(node.required("at")),
            ByteString.owning(bytes(node.required("key"))),
            bytes(node.required("value"))));
  }

  /** {@return the end; empty if the line is not the end of a slice} */
  static Optional<End> end(byte[] line) {
    return decoded(line, SliceLines::end, SliceLines::end);
  }

  private static End end(JsonNode node) {
    JsonNode end = node.required("end");
    return new End(
        end.required("records").asLong(), ByteString.ofHex(end.required("sha256").asText()));
  }

  private static byte[] bytes(JsonNode base64) {
    return Base64.getDecoder().decode(base64.asText());
  }

  private static long timeMs(JsonNode time) {
    return Instant.parse(time.asText()).toEpochMilli();
  }

  private interface Decoder<T> {
    T decode(JsonNode node);
  }

  private interface Encoder<T> {
    byte[] encode(T decoded);
  }

  private static <T> Optional<T> decoded(byte[] line, Decoder<T> decoder, Encoder<T> encoder) {
    try {
      return parse(line)
          .map(decoder::decode)
          .filter(decoded -> Arrays.equals(line, encoder.encode(decoded)));
    } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
      return Optional.empty();
    }
  }

  private static Optional<JsonNode> parse(byte[] line) {
    try {
      return Optional.of(JSON.readTree(new String(line, StandardCharsets.UTF_8)));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }
}
