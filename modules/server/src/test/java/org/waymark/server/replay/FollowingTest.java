package org.waymark.server.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.waymark.log.Entry;
import org.waymark.log.EventLog;
import org.waymark.log.InMemoryEventLog;
import org.waymark.log.Tail;
import org.waymark.log.Topic;
import org.waymark.runtime.simulation.RecordedFaults;
import org.waymark.runtime.simulation.SimulatedTimers;
import org.waymark.runtime.simulation.VirtualClock;
import org.waymark.segment.ByteString;
import org.waymark.server.report.ServerMetrics;
import org.waymark.store.ApplySettings;
import org.waymark.store.ReadView;
import org.waymark.store.StateDigest;
import org.waymark.store.Store;

@Timeout(60)
class FollowingTest {
  private final VirtualClock clock = new VirtualClock(1_520_000_000_000L);
  private final RecordedFaults faults = new RecordedFaults();
  private final SimulatedTimers timers = new SimulatedTimers(clock, 1, faults);
  private final InMemoryEventLog log = new InMemoryEventLog("test", clock);
  private final ServingStore serving = new ServingStore(Store.inMemory(ApplySettings.DEFAULT));
  private final Readiness readiness = new Readiness();

  /** Each store after the first one waits for a permit before it is built. */
  private final Semaphore rebuilds = new Semaphore(0);

  private final AtomicInteger stores = new AtomicInteger();
  private final AtomicInteger forgotten = new AtomicInteger();
  private final AtomicInteger surveys = new AtomicInteger();
  private Following following;

  private Follower follower(Store store, Readiness itsReadiness) {
    if (stores.getAndIncrement() > 0) {
      rebuilds.acquireUninterruptibly();
    }
    return new Follower(
        log,
        store,
        itsReadiness,
        clock,
        new ServerMetrics(new SimpleMeterRegistry()),
        (topic, applied) -> {});
  }

  private void start() {
    serving.current().requireLog(log.identity());
    Following.Ground ground =
        new Following.Ground(
            countingSurveys(),
            serving,
            readiness,
            this::follower,
            forgotten::incrementAndGet,
            clock,
            timers,
            faults);
    Follower first = ground.first();
    first.open(clock.wallMs());
    following = Following.start(ground, first, true, clock::wallMs);
    readiness.whenCaughtUp().join();
  }

  @AfterEach
  void close() {
    rebuilds.release(100);
    following.close();
    serving.close();
  }

  /** Appends values that become rows of the quarantine. */
  private void append(int count) {
    for (int i = 0; i < count; i++) {
      clock.advanceMs(1);
      log.append(Topic.EVENTS, new Entry(ByteString.EMPTY, "test", new byte[] {(byte) i}));
    }
  }

  private int rows() {
    try (ReadView view = serving.view()) {
      return view.rows(Topic.EVENTS).size();
    }
  }

  private StateDigest digestFromScratch() {
    try (Store store = Store.inMemory(ApplySettings.DEFAULT);
        Tail tail = log.tail(Topic.EVENTS, log.identity().at(Topic.EVENTS, 0))) {
      store.apply(Topic.EVENTS, tail.poll(Duration.ZERO));
      return store.digest(Topic.EVENTS);
    }
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    while (!condition.getAsBoolean()) {
      if (Thread.interrupted()) {
        throw new InterruptedException("the time limit of the test");
      }
      Thread.onSpinWait();
    }
  }

  private static boolean somebodyReads() {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().equals("waymark-read-events"));
  }

  /** {@return the log; tells when it is asked what it is} */
  private EventLog countingSurveys() {
    return (EventLog)
        Proxy.newProxyInstance(
            EventLog.class.getClassLoader(),
            new Class<?>[] {EventLog.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("survey")) {
                surveys.incrementAndGet();
              }
              return method.invoke(log, arguments);
            });
  }

  private void awaitRows(int count) throws InterruptedException {
    await(() -> readiness.state() == Readiness.State.READY && rows() == count);
  }

  @Test
  void truncatedLogIsAnsweredFromTheOldStoreUntilTheNewOneHasCaughtUp() throws Exception {
    append(5);
    start();
    awaitRows(5);
    ReadView old = serving.view();
    StateDigest before = serving.digest(Topic.EVENTS);
    log.faults().truncate(Topic.EVENTS, 2);
    append(1);
    await(() -> readiness.state() == Readiness.State.DIVERGED);
    await(() -> forgotten.get() == 1);
    assertTrue(readiness.hasCaughtUp(), "it goes on answering");
    assertEquals(5, rows());

    rebuilds.release();
    awaitRows(3);
    assertEquals(digestFromScratch(), serving.digest(Topic.EVENTS));
    assertNotEquals(before, serving.digest(Topic.EVENTS));
    assertEquals(5, old.rows(Topic.EVENTS).size(), "a view stays one of its store");
    old.close();
    append(2);
    awaitRows(5);
    timers.runForMs(120_000);
    assertEquals(5, rows());
    assertEquals(List.of(), faults.faults());
  }

  @Test
  void storeThatIsBuiltIsBuiltAgainWhenTheLogIsTruncatedMeanwhile() throws Exception {
    append(9);
    start();
    awaitRows(9);
    log.faults().truncate(Topic.EVENTS, 6);
    append(1);
    await(() -> forgotten.get() == 1);
    rebuilds.release(1);
    awaitRows(7);
    log.faults().truncate(Topic.EVENTS, 1);
    append(1);
    await(() -> forgotten.get() == 2);
    assertEquals(7, rows());
    rebuilds.release(1);
    awaitRows(2);
    assertEquals(digestFromScratch(), serving.digest(Topic.EVENTS));
  }

  @Test
  void topicMadeAgainGivesNoStoreUp() throws Exception {
    append(5);
    start();
    awaitRows(5);
    rebuilds.release(100);
    log.faults().makeAgain(Topic.EVENTS);
    append(1);
    await(() -> surveys.get() > 0);
    following.close();
    assertEquals(1, stores.get(), "no other store is built");
    assertEquals(5, rows());
    assertNotEquals(Readiness.State.DIVERGED, readiness.state());
  }

  @Test
  void stoppedFollowingAppliesNoMore() throws Exception {
    append(2);
    start();
    awaitRows(2);
    following.stop();
    await(() -> !somebodyReads());
    append(3);
    following.close();
    assertEquals(2, rows());
  }
}
