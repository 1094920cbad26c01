package org.waymark.server;

import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.runtime.Clock;
import org.waymark.server.replay.ServingStore;
import org.waymark.store.row.StoreException;
import org.waymark.store.view.ReadView;
import org.waymark.store.view.RowStatistics;

/**
 * Counts the rows of the store for the gauges. Counting reads every row, and all gauges are scraped
 * at once, so a result is reused for {@value #KEPT_MS} ms.
 *
 * <p>Safe for use by several threads; one of them counts while the others wait.
 */
final class RowStatisticsSample {
  private static final Logger log = LoggerFactory.getLogger(RowStatisticsSample.class);
  private static final long KEPT_MS = 10_000;
  private static final long NS_PER_MS = 1_000_000;

  private final ServingStore store;
  private final Clock clock;
  private Optional<RowStatistics> counted = Optional.empty();
  private long countedNs;

  RowStatisticsSample(ServingStore store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  /** {@return the latest counts; empty while the store cannot be read} */
  synchronized Optional<RowStatistics> get() {
    long nowNs = clock.monotonicNs();
    if (counted.isEmpty() || nowNs - countedNs >= KEPT_MS * NS_PER_MS) {
      counted = count();
      countedNs = nowNs;
    }
    return counted;
  }

  private Optional<RowStatistics> count() {
    try (ReadView view = store.view()) {
      return Optional.of(view.held());
    } catch (StoreException e) {
      log.debug("Could not count the rows of the store: {}", e.getMessage());
      return Optional.empty();
    }
  }
}
