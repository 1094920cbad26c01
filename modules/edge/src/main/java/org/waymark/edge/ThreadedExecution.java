package org.waymark.edge;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.waymark.runtime.FaultHandler;
import org.waymark.server.ServerCore;
import org.waymark.store.ApplySettings;
import org.waymark.store.Store;

/** A replica for people: RocksDB, and threads that verify and that follow the log. */
final class ThreadedExecution implements Execution {
  private static final int VERIFICATION_THREADS = 2;

  @Override
  public Store openStore(ReplicaConfig config, ApplySettings settings, FaultHandler faults) {
    return Store.openRocks(config.storeFolder(), settings, faults);
  }

  @Override
  public Verification verification(int queuedRecords) {
    AtomicInteger number = new AtomicInteger();
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            VERIFICATION_THREADS,
            VERIFICATION_THREADS,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(queuedRecords),
            work ->
                Thread.ofPlatform()
                    .daemon()
                    .name("waymark-verify-" + number.incrementAndGet())
                    .unstarted(work));
    return new Verification(threads, threads.getQueue()::size, threads::shutdownNow);
  }

  @Override
  public Following follow(ServerCore core, boolean isOpen, StartRecord start) {
    org.waymark.server.replay.Following following = core.follow(isOpen, start);
    return new Following() {
      @Override
      public void stop() {
        following.stop();
      }

      @Override
      public void close() {
        following.close();
      }

      @Override
      public void kill() {
        following.kill();
      }
    };
  }

  @Override
  public boolean watchesFiles() {
    return true;
  }
}
