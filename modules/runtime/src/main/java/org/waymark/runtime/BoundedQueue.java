package org.waymark.runtime;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A queue between threads that never grows beyond its capacity: when it is full the oldest element
 * is dropped for the new one, because the oldest is the one whose sender has given up first.
 *
 * <p>Thread-safe; adding never blocks.
 *
 * @param <T> what waits in it, never null
 */
public final class BoundedQueue<T> {
  private final int capacity;
  private final ArrayDeque<T> elements;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition notEmpty = lock.newCondition();
  private long dropped;

  /**
   * @param capacity at least 1
   * @throws IllegalArgumentException when it is not
   */
  public BoundedQueue(int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("a queue needs room for an element, not for " + capacity);
    }
    this.capacity = capacity;
    this.elements = new ArrayDeque<>();
  }

  /** {@return the element that was dropped for the new one, if the queue was full} */
  public Optional<T> add(T element) {
    lock.lock();
    try {
      Optional<T> oldest = Optional.empty();
      if (elements.size() == capacity) {
        oldest = Optional.of(elements.removeFirst());
        dropped++;
      }
      elements.addLast(element);
      notEmpty.signal();
      return oldest;
    } finally {
      lock.unlock();
    }
  }

  /** {@return the oldest element, which leaves the queue, or nothing when it is empty} */
  public Optional<T> poll() {
    lock.lock();
    try {
      return Optional.ofNullable(elements.pollFirst());
    } finally {
      lock.unlock();
    }
  }

  /**
   * {@return the oldest element, which leaves the queue, or nothing when none came in time}
   *
   * @param atMostMs how long to wait for one
   * @throws InterruptedException when the thread is interrupted while it waits
   */
  public Optional<T> poll(long atMostMs) throws InterruptedException {
    long remainingNs = TimeUnit.MILLISECONDS.toNanos(atMostMs);
    lock.lockInterruptibly();
    try {
      while (elements.isEmpty() && remainingNs > 0) {
        remainingNs = notEmpty.awaitNanos(remainingNs);
      }
      return Optional.ofNullable(elements.pollFirst());
    } finally {
      lock.unlock();
    }
  }

  /**
   * {@return the oldest element, which leaves the queue}
   *
   * @throws InterruptedException when the thread is interrupted while it waits for one
   */
  public T take() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (elements.isEmpty()) {
        notEmpty.await();
      }
      return elements.removeFirst();
    } finally {
      lock.unlock();
    }
  }

  /** {@return how many of the oldest elements, at most {@code max}, were moved to the target} */
  public int drainTo(Collection<? super T> target, int max) {
    lock.lock();
    try {
      int moved = 0;
      while (moved < max && !elements.isEmpty()) {
        target.add(elements.removeFirst());
        moved++;
      }
      return moved;
    } finally {
      lock.unlock();
    }
  }

  /** {@return the number of elements waiting} */
  public int size() {
    lock.lock();
    try {
      return elements.size();
    } finally {
      lock.unlock();
    }
  }

  /** {@return the number of elements dropped since the beginning} */
  public long dropped() {
    lock.lock();
    try {
      return dropped;
    } finally {
      lock.unlock();
    }
  }
}
