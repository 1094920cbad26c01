package org.waymark.server.replay;

import java.util.List;
import org.waymark.log.Topic;
import org.waymark.store.apply.Applied;

/** Learns what the records of the log did to the store. */
@FunctionalInterface
public interface AppliedListener {
  /**
   * A batch of records was applied, and readers of the store see its effects.
   *
   * <p>Called by the thread that applies, for one batch after the other, in the order of the log
   * within a topic. That thread applies nothing until this returns, so an implementation must not
   * block. It must not fail either: an exception ends following the log.
   *
   * @param topic {@code .events} or {@code .trust}
   * @param batch what each record did, in the order of the log; not to be modified
   */
  void applied(Topic topic, List<Applied> batch);

  /**
   * The log has lost records that were applied, and a new store is about to be built from it. Other
   * records may take the offsets of those applied so far. Called by the thread that supervises
   * following, while no record is being applied.
   */
  default void rebuilding() {}
}
