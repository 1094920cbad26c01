package org.waymark.cli.audit;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.waymark.audit.tree.EntryField;
import org.waymark.audit.tree.RecordLeaf;
import org.waymark.segment.ByteString;
import org.waymark.segment.Sha256;
import org.waymark.wire.Decoded;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.event.Event;
import org.waymark.wire.event.EventCodec;

/** Formats the records of a tree as human-readable text. */
final class RecordText {
  private RecordText() {}

  /** {@return a record in one line} */
  static String line(RecordLeaf record) {
    return "record %d, appended at %s (%s)"
        .formatted(
            record.offset(), Instant.ofEpochMilli(record.recordTimeMs()), kind(record.value()));
  }

  private static String kind(EntryField value) {
    return value instanceof EntryField.Verbatim(ByteString bytes)
            && event(bytes) instanceof Decoded.Accepted<Event>(Event event)
        ? event.body().kind()
        : "not an event";
  }

  private static Decoded<Event> event(ByteString bytes) {
    return new EventCodec(DecoderLimits.DEFAULT).decode(bytes.toBytes());
  }

  /** {@return a record in several lines} */
  static List<String> lines(RecordLeaf record) {
    List<String> event =
        record.value() instanceof EntryField.Verbatim(ByteString bytes)
                && event(bytes) instanceof Decoded.Accepted<Event>(Event read)
            ? List.of(
                "event        " + read.body().kind(),
                "written by   " + read.writer(),
                "came by      " + read.origin().transport() + " from " + read.origin().peerIa())
            : List.of();
    List<String> lines =
        new ArrayList<>(
            List.of(
                "record       " + record.offset(),
                "topic id     " + record.topicId(),
                "record time  " + Instant.ofEpochMilli(record.recordTimeMs()),
                "key          " + field(record.key()),
                "value        " + field(record.value())));
    lines.addAll(event);
    return List.copyOf(lines);
  }

  private static String field(EntryField field) {
    return switch (field) {
      case EntryField.Absent() -> "none";
      case EntryField.Verbatim(ByteString bytes) ->
          "%d bytes, SHA-256 %s".formatted(bytes.size(), Sha256.hash(bytes).hex());
      case EntryField.Hashed(int length, ByteString sha256) ->
          "%d bytes, SHA-256 %s".formatted(length, sha256.hex());
    };
  }
}
