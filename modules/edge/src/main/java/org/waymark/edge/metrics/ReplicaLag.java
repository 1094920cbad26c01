package org.waymark.edge.metrics;

import java.util.List;
import java.util.function.Supplier;
import org.waymark.log.LogEnd;
import org.waymark.log.LogState;
import org.waymark.log.Position;
import org.waymark.log.Topic;
import org.waymark.runtime.Clock;
import org.waymark.server.replay.ServingStore;

/**
 * Computes how far a replica is behind the end offsets that the log watch saw last. Safe for use by
 * several threads.
 */
public final class ReplicaLag {
  /** The topics that are applied. */
  static final List<Topic> TOPICS = List.of(Topic.EVENTS, Topic.TRUST);

  private static final double NS_PER_S = 1e9;

  private final ServingStore store;
  private final Supplier<LogState> log;
  private final Clock clock;
  private long evenNs;

  /**
   * @param log a supplier of the latest state of the log
   */
  public ReplicaLag(ServingStore store, Supplier<LogState> log, Clock clock) {
    this.store = store;
    this.log = log;
    this.clock = clock;
    this.evenNs = clock.monotonicNs();
  }

  /** {@return the number of records of the topic that are in the log but not applied yet} */
  long records(Topic topic) {
    long end = log.get().end(topic).map(LogEnd::nextOffset).orElse(0L);
    return Math.max(0, end - nextOffset(topic));
  }

  /** {@return the offset of the next record to apply} */
  long nextOffset(Topic topic) {
    return store.position(topic).map(Position::nextOffset).orElse(0L);
  }

  /**
   * {@return the seconds since the replica was last up to date with the log; 0 while it is up to
   * date}
   *
   * <p>The result is only as precise as the interval between calls, so this method should be called
   * about once a second.
   */
  public synchronized double seconds() {
    long nowNs = clock.monotonicNs();
    if (TOPICS.stream().allMatch(topic -> records(topic) == 0)) {
      evenNs = nowNs;
    }
    return (nowNs - evenNs) / NS_PER_S;
  }
}
