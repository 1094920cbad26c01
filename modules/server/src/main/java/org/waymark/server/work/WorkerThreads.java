package org.waymark.server.work;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.waymark.runtime.FairQueue;
import org.waymark.runtime.FaultHandler;
import org.waymark.server.message.Source;

/**
 * Threads that do the work of a server, in an order that no sender decides: the server's own work
 * and that of messages take turns, and the sources of messages take turns among themselves. What
 * waits is bounded by number and bytes.
 *
 * <p>Without turns one sender that keeps the threads busy would shut out every other, and the
 * retries and the sending that answers depend on. Sources can be forged, so turns are no defence
 * against all of them: that is what the costs of one datagram and the budgets over all sources are
 * bounded for.
 */
public final class WorkerThreads implements Workers, AutoCloseable {
  private final FaultHandler faults;
  private final int ownPlaces;
  private final List<Thread> threads = new ArrayList<>();

  private final Object lock = new Object();
  private final FairQueue<Source, Work> ofMessages;
  private final Deque<Runnable> own = new ArrayDeque<>();
  private boolean isOwnTurn;
  private boolean closed;

  /**
   * Starts the threads.
   *
   * @param threads at least 1
   * @param places how much work of messages may wait, and as much of the server's own, at least 1
   * @param bytes that the waiting work of messages may take
   */
  public WorkerThreads(int threads, int places, long bytes, FaultHandler faults) {
    this.faults = faults;
    this.ownPlaces = places;
    this.ofMessages = new FairQueue<>(places, bytes);
    for (int number = 1; number <= threads; number++) {
      this.threads.add(
          Thread.ofPlatform().daemon().name("waymark-verify-" + number).start(this::work));
    }
  }

  @Override
  public void execute(Work work) {
    List<Work> displaced;
    synchronized (lock) {
      displaced = closed ? List.of(work) : ofMessages.add(work.source(), work, work.bytes());
      lock.notify();
    }
    displaced.forEach(one -> one.displaced().run());
  }

  @Override
  public void execute(Runnable task) {
    synchronized (lock) {
      if (closed || own.size() == ownPlaces) {
        throw new RejectedExecutionException(
            closed ? "no work is done any more" : own.size() + " tasks of the server wait already");
      }
      own.add(task);
      lock.notify();
    }
  }

  /** {@return how much work waits, of messages and of the server's own} */
  public int waiting() {
    synchronized (lock) {
      return ofMessages.size() + own.size();
    }
  }

  /** {@return how many bytes the waiting work of messages takes} */
  public long waitingBytes() {
    synchronized (lock) {
      return ofMessages.bytes();
    }
  }

  private void work() {
    try {
      while (true) {
        Runnable next = next();
        try {
          next.run();
        } catch (RuntimeException | Error e) {
          faults.fault("work of the threads that verify", e);
        }
      }
    } catch (InterruptedException e) {
      // Closed.
    }
  }

  private Runnable next() throws InterruptedException {
    synchronized (lock) {
      while (!closed) {
        isOwnTurn = !isOwnTurn;
        Runnable mine = own.peek();
        if (mine != null && (isOwnTurn || ofMessages.size() == 0)) {
          return own.poll();
        }
        if (ofMessages.size() > 0) {
          return ofMessages.poll().orElseThrow().task();
        }
        lock.wait();
      }
      throw new InterruptedException("closed");
    }
  }

  /** Lets what is being done end by interrupting it, and drops what waits. Does not wait. */
  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
      lock.notifyAll();
    }
    threads.forEach(Thread::interrupt);
  }
}
