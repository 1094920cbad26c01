package org.waymark.faults.cluster;

import java.util.LinkedHashSet;
import java.util.Set;
import org.waymark.edge.Replica;
import org.waymark.log.Topic;
import org.waymark.runtime.Waiting;
import org.waymark.store.row.StoreException;

/**
 * Records every offset and digest of events that readers of a replica see, except for states that
 * last only a few milliseconds.
 *
 * <p>Owned by the thread of the test. A thread of its own samples; the lock of the list of samples
 * guards it.
 */
public final class StandingSampler implements AutoCloseable {
  private static final long PAUSE_MS = 5;

  private final Replica replica;
  private final Set<Replica.Standing> seen = new LinkedHashSet<>();
  private final Thread thread;
  private volatile boolean closed;

  public StandingSampler(Replica replica) {
    this.replica = replica;
    this.thread = Thread.ofPlatform().daemon().name("faults-sampler").start(this::sample);
  }

  private void sample() {
    try {
      while (!closed) {
        try {
          Replica.Standing standing = replica.standing(Topic.EVENTS);
          synchronized (seen) {
            seen.add(standing);
          }
        } catch (StoreException.Closed | StoreException.Unavailable notNow) {
          // Nothing was returned, so there is nothing to check.
        }
        Thread.sleep(PAUSE_MS);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /** {@return the offsets and digests seen so far} */
  public Set<Replica.Standing> seen() {
    synchronized (seen) {
      return new LinkedHashSet<>(seen);
    }
  }

  @Override
  public void close() {
    closed = true;
    Waiting.untilEnded(thread);
  }
}
