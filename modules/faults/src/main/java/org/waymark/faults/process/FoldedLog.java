package org.waymark.faults.process;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.waymark.log.EventLog;
import org.waymark.log.LogRecord;
import org.waymark.log.Topic;
import org.waymark.segment.ByteString;
import org.waymark.store.Store;
import org.waymark.store.row.ApplySettings;
import org.waymark.store.row.Row;
import org.waymark.store.row.StateDigest;
import org.waymark.store.view.ReadView;

/** The result of folding the whole log, record by record, into a new store in memory. */
final class FoldedLog {
  private final List<LogRecord> events = new ArrayList<>();
  private final Map<Topic, Map<Long, StateDigest>> digests = new HashMap<>();
  private final Map<ByteString, Long> lastOffsets = new HashMap<>();
  private final Map<Long, List<Row>> rows = new HashMap<>();
  private List<Row> trustRows = List.of();

  private FoldedLog() {}

  /**
   * Reads and folds the log.
   *
   * @param withRows the offsets of {@code .events} before which to keep all rows
   */
  static FoldedLog of(EventLog log, ApplySettings settings, Set<Long> withRows) {
    FoldedLog folded = new FoldedLog();
    try (Store store = Store.inMemory(settings)) {
      store.requireLog(log.identity());
      List<LogRecord> trust = new ArrayList<>();
      log.readToEnd(Topic.TRUST, log.identity().at(Topic.TRUST, 0), trust::addAll);
      log.readToEnd(Topic.EVENTS, log.identity().at(Topic.EVENTS, 0), folded.events::addAll);
      folded.fold(store, Topic.TRUST, trust, Set.of());
      folded.trustRows = rows(store, Topic.TRUST);
      folded.events.forEach(event -> folded.lastOffsets.put(event.key(), event.offset()));
      folded.fold(store, Topic.EVENTS, folded.events, withRows);
    }
    return folded;
  }

  private void fold(Store store, Topic topic, List<LogRecord> records, Set<Long> withRows) {
    Map<Long, StateDigest> known = digests.computeIfAbsent(topic, any -> new HashMap<>());
    known.put(0L, store.digest(topic));
    for (LogRecord record : records) {
      store.apply(topic, List.of(record));
      long next = record.offset() + 1;
      known.put(next, store.digest(topic));
      if (withRows.contains(next)) {
        rows.put(next, rows(store, topic));
      }
    }
  }

  private static List<Row> rows(Store store, Topic topic) {
    try (ReadView view = store.view()) {
      return view.rows(topic);
    }
  }

  /** {@return the digest before the record at an offset; empty if the log is shorter} */
  Optional<StateDigest> digest(Topic topic, long nextOffset) {
    return Optional.ofNullable(digests.get(topic).get(nextOffset));
  }

  /** {@return the rows of {@code .events} before the record at a requested offset} */
  List<Row> eventRows(long nextOffset) {
    return rows.getOrDefault(nextOffset, List.of());
  }

  List<Row> trustRows() {
    return trustRows;
  }

  /** {@return the record of {@code .events} at an offset; empty if the log is shorter} */
  Optional<LogRecord> event(long offset) {
    return offset < events.size() ? Optional.of(events.get((int) offset)) : Optional.empty();
  }

  /** Looks up the last record of {@code .events} with a key. {@return its offset} */
  long lastOffset(ByteString key) {
    return lastOffsets.get(key);
  }

  /** {@return all records of {@code .events}} */
  List<LogRecord> events() {
    return events;
  }
}
