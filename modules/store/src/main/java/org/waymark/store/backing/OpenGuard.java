package org.waymark.store.backing;

import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.waymark.store.row.StoreException;

/**
 * Keeps the handle of a database from being used after it has been closed, which would kill the
 * process. Each use holds a read lock, and closing takes the write lock: it waits for the uses that
 * have begun, and no use begins after it.
 *
 * <p>Owned by {@link RocksDatabase}, which reaches its handle in no other way. Any number of
 * threads may use the handle, also within a use, and any thread may close it, except within a use,
 * where it would wait for itself.
 */
final class OpenGuard {
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private boolean open = true;

  /** A use of the handle. */
  @FunctionalInterface
  interface Use<T, E extends Exception> {
    T run() throws E;
  }

  /**
   * Uses the handle.
   *
   * @throws StoreException.Closed if the handle has been closed
   */
  <T, E extends Exception> T use(Use<T, E> use) throws E {
    lock.readLock().lock();
    try {
      if (!open) {
        throw new StoreException.Closed();
      }
      return use.run();
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Uses the handle, or does nothing if it has been closed. */
  void ifOpen(Runnable use) {
    lock.readLock().lock();
    try {
      if (open) {
        use.run();
      }
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Closes the handle. Further calls do nothing. */
  void close(Runnable closing) {
    lock.writeLock().lock();
    try {
      if (open) {
        open = false;
        closing.run();
      }
    } finally {
      lock.writeLock().unlock();
    }
  }
}
