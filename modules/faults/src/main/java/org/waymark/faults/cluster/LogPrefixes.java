package org.waymark.faults.cluster;

import java.util.ArrayList;
import java.util.List;
import org.waymark.edge.Replica;
import org.waymark.log.LogRecord;
import org.waymark.log.Topic;
import org.waymark.store.ColdStart;
import org.waymark.store.Store;
import org.waymark.store.row.ApplySettings;

/**
 * The offset and digest that a replica must have after applying any given number of a log's
 * records, computed by a fold in memory.
 *
 * @param standings by the number of records applied
 */
public record LogPrefixes(List<Replica.Standing> standings) {
  /**
   * Folds records.
   *
   * @param events the records of {@code .events} from offset 0
   */
  public static LogPrefixes of(ApplySettings settings, List<LogRecord> events) {
    List<Replica.Standing> standings = new ArrayList<>();
    try (Store store = Store.inMemory(settings)) {
      store.begin(ColdStart.FROM_ZERO);
      standings.add(new Replica.Standing(0, store.digest(Topic.EVENTS)));
      for (LogRecord event : events) {
        store.apply(Topic.EVENTS, List.of(event));
        standings.add(new Replica.Standing(event.offset() + 1, store.digest(Topic.EVENTS)));
      }
    }
    return new LogPrefixes(standings);
  }

  public Replica.Standing last() {
    return standings.getLast();
  }
}
