package org.waymark.cli.world;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Base64;
import org.waymark.log.Entry;
import org.waymark.log.EventLog;
import org.waymark.log.LogRecord;
import org.waymark.log.Topic;
import org.waymark.segment.ByteString;

/**
 * A part of a log as JSON: {@code clusterId}; {@code clockMs}, the time of the world; {@code end},
 * the offset after the last record; and {@code records}, each with {@code at} (its record time,
 * Unix milliseconds), {@code key} and {@code value} (base64).
 */
final class LogPart {
  private static final int MOST_BYTES = 1 << 22;
  private static final String CLUSTER = "clusterId";
  private static final String CLOCK = "clockMs";
  private static final String END = "end";
  private static final String RECORDS = "records";
  private static final String AT = "at";
  private static final String KEY = "key";
  private static final String VALUE = "value";

  private LogPart() {}

  /**
   * Reads records, starting at an offset: at least one if there is any, and then more until the
   * size limit of a part is reached.
   *
   * @param clockMs the world's time in Unix milliseconds
   * @throws org.waymark.log.LogException if the log cannot be read
   */
  static ObjectNode of(EventLog log, Topic topic, long from, long clockMs) {
    long end = log.end(topic).nextOffset();
    ObjectNode part = JsonNodeFactory.instance.objectNode();
    part.put(CLUSTER, log.identity().clusterId()).put(CLOCK, clockMs).put(END, end);
    ArrayNode records = part.putArray(RECORDS);
    if (from < end) {
      long[] bytes = {0};
      log.readWhile(
          topic,
          log.identity().at(topic, from),
          end,
          batch -> {
            for (LogRecord record : batch) {
              if (bytes[0] < MOST_BYTES) {
                bytes[0] += record.value().length;
                records.add(document(record));
              }
            }
            return bytes[0] < MOST_BYTES;
          });
    }
    return part;
  }

  private static ObjectNode document(LogRecord record) {
    Base64.Encoder base64 = Base64.getEncoder();
    return JsonNodeFactory.instance
        .objectNode()
        .put(AT, record.recordTimeMs())
        .put(KEY, base64.encodeToString(record.key().toBytes()))
        .put(VALUE, base64.encodeToString(record.value()));
  }

  static String clusterId(JsonNode part) {
    return part.path(CLUSTER).asText();
  }

  static long clockMs(JsonNode part) {
    return part.path(CLOCK).asLong();
  }

  static long end(JsonNode part) {
    return part.path(END).asLong();
  }

  static JsonNode records(JsonNode part) {
    return part.path(RECORDS);
  }

  static long recordTimeMs(JsonNode record) {
    return record.path(AT).asLong();
  }

  static Entry entry(JsonNode record) {
    Base64.Decoder base64 = Base64.getDecoder();
    return new Entry(
        ByteString.owning(base64.decode(record.path(KEY).asText())),
        "copy",
        base64.decode(record.path(VALUE).asText()));
  }
}
