package org.waymark.server.work;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.waymark.runtime.FairQueue;
import org.waymark.runtime.FaultHandler;
import org.waymark.runtime.Waiting;
import org.waymark.server.message.Source;

/**
 * A thread pool that no single sender can monopolize. The server's own tasks alternate with work
 * from messages, which is taken from each source in turn. The queues are bounded in number and
 * bytes.
 *
 * <p>Without this alternation, one sender that keeps the threads busy would starve all others, as
 * well as the retries and transmissions on which answers depend. Alternation does not protect
 * against many forged sources, so the cost of each datagram is bounded, and there are total
 * budgets.
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
   * @param threads the number of threads, at least 1
   * @param places the capacity of each of the two queues (work from messages, and the server's own
   *     tasks); at least 1
   * @param bytes the maximum memory of queued work from messages
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
            closed ? "the worker threads are closed" : own.size() + " tasks are already queued");
      }
      own.add(task);
      lock.notify();
    }
  }

  /** {@return the number of queued tasks, both those from messages and the server's own} */
  public int waiting() {
    synchronized (lock) {
      return ofMessages.size() + own.size();
    }
  }

  /** {@return the memory of the queued work from messages, in bytes} */
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
          faults.fault("Failed to complete a task on a verification thread", e);
        }
      }
    } catch (InterruptedException e) {
      // The pool has been closed.
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

  /**
   * Interrupts the running tasks, drops the queued ones, and waits until the running ones have
   * ended. The store is closed next, and a task that is still running would fail on it and report a
   * fault.
   */
  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
      lock.notifyAll();
    }
    threads.forEach(Thread::interrupt);
    threads.forEach(Waiting::untilEnded);
  }
}
