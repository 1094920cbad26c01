package org.waymark.history.page;

import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Set;
import org.waymark.history.QueryBounds;
import org.waymark.history.RandomHistory;
import org.waymark.history.query.HistoryQueries;
import org.waymark.history.query.QueryContext;
import org.waymark.history.report.AuditReportReader;
import org.waymark.history.report.ReportSpan;
import org.waymark.log.Entry;
import org.waymark.log.LogRecord;
import org.waymark.log.Topic;
import org.waymark.log.memory.InMemoryEventLog;
import org.waymark.runtime.simulation.VirtualClock;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.store.Store;
import org.waymark.store.history.HistoryView;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.event.Event;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.event.EventCodec;
import org.waymark.wire.event.Origin;
import org.waymark.wire.event.Transport;

/** Answers about a random log, and the same answers with hostile texts. */
final class PageAnswers implements AutoCloseable {
  /** Ends an element, an attribute and a comment, begins a script, and turns the text around. */
  static final String HOSTILE =
      "</title></style>--></svg>]]><script>alert(1)</script>\"'&amp;\u202e\u0000\ud800"
          + "<img src=x onerror=alert(1)>";

  /** Fields whose values are words of the answer itself, not texts from the log. */
  private static final Set<String> OWN =
      Set.of(
          "query", "kind", "type", "event", "change", "because", "began", "lastEvent", "refused");

  private final List<LogRecord> log;
  private final Store store = Store.inMemory(RandomHistory.settings());
  private final HistoryView history;
  private final long nowMs;

  PageAnswers(long seed, int records) {
    log = RandomHistory.records(seed, records);
    store.apply(Topic.EVENTS, log);
    history = store.history();
    nowMs = log.stream().mapToLong(LogRecord::recordTimeMs).max().orElseThrow();
  }

  static ObjectNode query(String name) {
    return new JsonMapper().createObjectNode().put("query", name);
  }

  static ObjectNode life(String subject) {
    return query("history").put("subject", subject).put("bars", HistoryPage.MAX_BARS);
  }

  static ObjectNode difference(int from, int to) {
    return query("diff").put("from", from).put("to", to).put("bars", HistoryPage.MAX_BARS);
  }

  static ObjectNode paths(int from, int to, String source, String destination) {
    return difference(from, to).put("paths", true).put("src", source).put("dst", destination);
  }

  ObjectNode answer(ObjectNode query) {
    ObjectNode answer =
        HistoryQueries.answer(
            new QueryContext(
                history, query, nowMs, new QueryBounds(QueryBounds.DEFAULT_RESULTS, () -> false)));
    assertFalse(answer.has(HistoryQueries.ERROR), answer::toString);
    return answer;
  }

  /** {@return the report on the whole log, after some refusals and a start of a replica} */
  ObjectNode report(int rows) {
    InMemoryEventLog whole = new InMemoryEventLog("report", new VirtualClock(nowMs));
    for (LogRecord record : log) {
      whole.append(Topic.EVENTS, new Entry(record.key(), "kind", record.value())).join();
    }
    Origin sender = new Origin(Transport.SCION_UDP, IsdAs.parse("1-14"), ByteString.of((byte) 1));
    List<Event> audit =
        List.of(
            event(Origin.SELF, new EventBody.ReplicaStarted("1/a", 1, "127.0.0.1:1")),
            event(sender, refused("signature", 1)),
            event(Origin.SELF, refused("expired", 40)));
    for (Event event : audit) {
      whole
          .append(Topic.AUDIT, new Entry(ByteString.EMPTY, "kind", EventCodec.encode(event)))
          .join();
    }
    try (Store empty = Store.inMemory(RandomHistory.settings())) {
      return new AuditReportReader(whole, nowMs, DecoderLimits.DEFAULT)
          .read(ReportSpan.of(whole, "-1000d", "now", nowMs), empty, QueryBounds.of(rows));
    }
  }

  private static EventBody refused(String reason, int count) {
    return new EventBody.RegistrationRefused(ByteString.EMPTY, 1, reason, count);
  }

  private static Event event(Origin origin, EventBody body) {
    return new Event(Event.NEWEST_SCHEMA, List.of(), "ps1", origin, 0, body);
  }

  /** {@return the key of a segment with many events} */
  String segment() {
    String found = "";
    int most = 0;
    for (JsonNode one : answer(query("history").put("subject", "1-14")).path("segments")) {
      if (one.path("events").asInt() > most) {
        most = one.path("events").asInt();
        found = one.path("id").asText();
      }
    }
    return found;
  }

  /** {@return the answer with a hostile end of every text that may come from the log} */
  static JsonNode hostile(JsonNode answer) {
    JsonNode copy = answer.deepCopy();
    poison(copy);
    return copy;
  }

  private static void poison(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object
          .properties()
          .forEach(
              field -> {
                if (field.getValue() instanceof TextNode text
                    && !OWN.contains(field.getKey())
                    && !isTime(text.asText())) {
                  field.setValue(TextNode.valueOf(text.asText() + HOSTILE));
                }
              });
    }
    node.forEach(PageAnswers::poison);
  }

  private static boolean isTime(String text) {
    try {
      Instant.parse(text);
      return true;
    } catch (DateTimeParseException e) {
      return false;
    }
  }

  @Override
  public void close() {
    history.close();
    store.close();
  }
}
