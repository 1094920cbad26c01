package org.waymark.server.replay;

import java.util.List;
import org.waymark.log.LogException;
import org.waymark.log.LogRecord;
import org.waymark.log.Topic;
import org.waymark.store.apply.Applied;

/** Receives the effects that the records of the log had on the store. */
@FunctionalInterface
public interface AppliedListener {
  /**
   * A batch of records was applied, and readers of the store see its effects.
   *
   * <p>Called by the applying thread for each batch, in log order within a topic. The thread
   * applies no further batch until this method returns, so implementations must not block.
   * Implementations must not throw an exception either, because that would stop this replica from
   * following the log.
   *
   * @param topic {@code .events} or {@code .trust}
   * @param batch the effect of each record, in log order; must not be modified
   */
  void applied(Topic topic, List<Applied> batch);

  /**
   * Passes on the records whose effects the next call of {@link #applied}, by the same thread,
   * reports.
   *
   * @param records as many as there are effects; must not be modified
   */
  default void read(Topic topic, List<LogRecord> records) {}

  /**
   * The log has lost records that were applied, and a new store is about to be built from the log.
   * The offsets of records applied so far may be reused for other records. Called by the
   * supervising thread while no record is being applied.
   */
  default void rebuilding() {}

  /**
   * The log was found not to continue where the store ends. Called by the supervising thread while
   * no record is being applied, before {@link #rebuilding}; the store may also be kept.
   */
  default void lost(LogException.Discontinued lost) {}

  /**
   * Another store, which has caught up, has replaced the serving store, and readers see its state.
   * Must not block.
   */
  default void tookOver() {}
}
