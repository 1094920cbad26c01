package org.waymark.faults.truth;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.waymark.faults.BrokenPromiseException;
import org.waymark.faults.Promise;
import org.waymark.log.LogRecord;
import org.waymark.log.Topic;
import org.waymark.log.memory.InMemoryEventLog;
import org.waymark.runtime.simulation.VirtualClock;
import org.waymark.store.ColdStart;
import org.waymark.store.Store;
import org.waymark.store.history.HistoryView;
import org.waymark.store.view.ReadView;

/**
 * The content that a store of a recorded log must have at any position, computed by a fold in
 * memory. For use by one thread.
 */
public final class Model {
  private final RecordedLog recorded;
  private final InMemoryEventLog log;
  private final Map<Topic, List<LogRecord>> records = new HashMap<>();
  private final Map<List<Long>, StoreContent> known = new HashMap<>();

  public Model(RecordedLog recorded) {
    this.recorded = recorded;
    this.log = recorded.inMemory(new VirtualClock(RecordedLog.START_MS));
    for (Topic topic : List.of(Topic.EVENTS, Topic.TRUST)) {
      List<LogRecord> all = new ArrayList<>();
      log.readToEnd(topic, log.identity().at(topic, 0), all::addAll);
      records.put(topic, all);
    }
  }

  /** {@return the recorded log} */
  public RecordedLog recorded() {
    return recorded;
  }

  /** {@return the content of the store after the whole log has been applied} */
  public StoreContent end() {
    return at(records.get(Topic.EVENTS).size(), records.get(Topic.TRUST).size());
  }

  /** {@return the content after the given numbers of records} */
  public StoreContent at(long events, long trust) {
    return known.computeIfAbsent(List.of(events, trust), offsets -> fold(events, trust));
  }

  private StoreContent fold(long events, long trust) {
    try (Store store = Store.inMemory(recorded.settings())) {
      store.requireLog(log.identity());
      store.begin(ColdStart.FROM_ZERO);
      apply(store, Topic.TRUST, trust);
      apply(store, Topic.EVENTS, events);
      try (ReadView view = store.view();
          HistoryView history = store.history()) {
        return StoreContent.of(view, history, recorded);
      }
    }
  }

  private void apply(Store store, Topic topic, long count) {
    store.apply(topic, records.get(topic).subList(0, (int) count));
  }

  /** {@return the records of a topic in a range of offsets} */
  public List<LogRecord> records(Topic topic, long from, long to) {
    return records.get(topic).subList((int) from, (int) to);
  }

  /**
   * Requires that those parts of a store's content that could be read equal the model's content at
   * the same position.
   *
   * @param where a description of which store was read and when
   */
  public void requireSame(String where, StoreContent found) throws BrokenPromiseException {
    if (found.events() > records.get(Topic.EVENTS).size()
        || found.trust() > records.get(Topic.TRUST).size()) {
      throw new BrokenPromiseException(
          Promise.POSITION_MATCHES_ROWS,
          where + ": at offset " + found.events() + ", beyond the end of the log");
    }
    var difference = found.readableDiffersFrom(at(found.events(), found.trust()));
    if (difference.isPresent()) {
      throw new BrokenPromiseException(
          Promise.EQUAL_OFFSETS_EQUAL_ROWS,
          where + ", at offset " + found.events() + ": " + difference.get());
    }
  }
}
