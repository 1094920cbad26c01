package org.waymark.edge;

import java.util.List;
import java.util.function.Supplier;
import org.waymark.log.LogEnd;
import org.waymark.log.LogState;
import org.waymark.log.Position;
import org.waymark.log.Topic;
import org.waymark.runtime.Clock;
import org.waymark.server.replay.ServingStore;

/**
 * How far a replica is behind the log, by the ends the log watch has seen: while the log is away
 * the last ones. Safe for use by several threads.
 */
final class ReplicaLag {
  /** The topics that are applied. */
  static final List<Topic> TOPICS = List.of(Topic.EVENTS, Topic.TRUST);

  private static final double NS_PER_S = 1e9;

  private final ServingStore store;
  private final Supplier<LogState> log;
  private final Clock clock;
  private long evenNs;

  /**
   * @param log how the log stands
   */
  ReplicaLag(ServingStore store, Supplier<LogState> log, Clock clock) {
    this.store = store;
    this.log = log;
    this.clock = clock;
    this.evenNs = clock.monotonicNs();
  }

  /** {@return how many records of the topic are in the log and not applied} */
  long records(Topic topic) {
    long end = log.get().end(topic).map(LogEnd::nextOffset).orElse(0L);
    return Math.max(0, end - nextOffset(topic));
  }

  /** {@return the offset of the first record that is not applied} */
  long nextOffset(Topic topic) {
    return store.position(topic).map(Position::nextOffset).orElse(0L);
  }

  /**
   * {@return for how many seconds there have been records that are not applied}
   *
   * <p>Known as well as it is asked: to be called about once a second.
   */
  synchronized double seconds() {
    long nowNs = clock.monotonicNs();
    if (TOPICS.stream().allMatch(topic -> records(topic) == 0)) {
      evenNs = nowNs;
    }
    return (nowNs - evenNs) / NS_PER_S;
  }
}
