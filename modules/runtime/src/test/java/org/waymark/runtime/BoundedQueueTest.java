package org.waymark.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BoundedQueueTest {
  @Test
  void elementsLeaveInTheOrderTheyCame() {
    BoundedQueue<String> queue = new BoundedQueue<>(3);
    queue.add("a");
    queue.add("b");
    assertEquals(Optional.of("a"), queue.poll());
    assertEquals(Optional.of("b"), queue.poll());
    assertEquals(Optional.empty(), queue.poll());
  }

  @Test
  void aFullQueueDropsItsOldestAndCountsIt() {
    BoundedQueue<Integer> queue = new BoundedQueue<>(2);
    assertEquals(Optional.empty(), queue.add(1));
    assertEquals(Optional.empty(), queue.add(2));
    assertEquals(Optional.of(1), queue.add(3));
    assertEquals(Optional.of(2), queue.add(4));
    assertEquals(2, queue.dropped());
    assertEquals(2, queue.size());
    assertEquals(Optional.of(3), queue.poll());
  }

  @Test
  void drainsAtMostSoMany() {
    BoundedQueue<Integer> queue = new BoundedQueue<>(5);
    List.of(1, 2, 3).forEach(queue::add);
    List<Integer> drained = new ArrayList<>();
    assertEquals(2, queue.drainTo(drained, 2));
    assertEquals(1, queue.drainTo(drained, 2));
    assertEquals(0, queue.drainTo(drained, 2));
    assertEquals(List.of(1, 2, 3), drained);
  }

  @Test
  void waitingForAnElementEndsWhenItComesOrTheTimeIsOver() throws Exception {
    BoundedQueue<Integer> queue = new BoundedQueue<>(5);
    assertEquals(Optional.empty(), queue.poll(1));
    BlockingQueue<Integer> taken = new LinkedBlockingQueue<>();
    Thread taker = taker(queue, taken);
    queue.add(1);
    assertEquals(1, taken.take());
    queue.add(2);
    assertEquals(2, taken.take());
    taker.interrupt();
    taker.join();
    queue.add(3);
    assertEquals(Optional.of(3), queue.poll(60_000));
  }

  @Test
  void nothingIsLostOrDoubledBetweenThreadsExceptWhatIsCounted() throws Exception {
    BoundedQueue<Integer> queue = new BoundedQueue<>(50);
    BlockingQueue<Integer> taken = new LinkedBlockingQueue<>();
    List<Thread> takers = List.of(taker(queue, taken), taker(queue, taken));
    List<Thread> adders = new ArrayList<>();
    for (int a = 0; a < 3; a++) {
      int base = a * 10_000;
      adders.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int i = 0; i < 10_000; i++) {
                      queue.add(base + i);
                    }
                  }));
    }
    for (Thread adder : adders) {
      adder.join();
    }
    for (Thread taker : takers) {
      taker.interrupt();
      taker.join();
    }
    List<Integer> rest = new ArrayList<>();
    queue.drainTo(rest, Integer.MAX_VALUE);
    rest.addAll(taken);
    assertEquals(30_000, rest.size() + queue.dropped());
    assertEquals(rest.size(), rest.stream().distinct().count());
  }

  @Test
  void aQueueWithoutRoomIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> new BoundedQueue<>(0));
  }

  /** A thread that moves elements until it is interrupted. */
  private static Thread taker(BoundedQueue<Integer> queue, BlockingQueue<Integer> taken) {
    return Thread.ofPlatform()
        .start(
            () -> {
              try {
                while (true) {
                  taken.add(queue.take());
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
  }
}
