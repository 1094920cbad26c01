package org.waymark.server.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.waymark.log.Entry;
import org.waymark.log.EventLog;
import org.waymark.log.Tail;
import org.waymark.log.Topic;
import org.waymark.log.memory.InMemoryEventLog;
import org.waymark.runtime.Clock;
import org.waymark.runtime.simulation.RecordedFaults;
import org.waymark.runtime.simulation.SimulatedTimers;
import org.waymark.runtime.simulation.VirtualClock;
import org.waymark.segment.ByteString;
import org.waymark.server.report.ServerMetrics;
import org.waymark.server.settings.FoldSettings;
import org.waymark.store.ColdStart;
import org.waymark.store.Store;
import org.waymark.store.row.ApplySettings;
import org.waymark.store.row.StateDigest;
import org.waymark.store.view.ReadView;
import org.waymark.wire.event.Event;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.event.EventCodec;

@Timeout(60)
class FollowerSupervisorTest {
  private final VirtualClock clock = new VirtualClock(1_520_000_000_000L);
  private final RecordedFaults faults = new RecordedFaults();
  private final SimulatedTimers timers = new SimulatedTimers(clock, 1, faults);
  private final InMemoryEventLog log = new InMemoryEventLog("test", clock);
  private final ServingStore serving = new ServingStore(Store.inMemory(ApplySettings.DEFAULT));
  private Readiness readiness = new Readiness();

  /** The number of records that each store has applied. */
  private final List<AtomicInteger> applied = new CopyOnWriteArrayList<>();

  private Runnable atEachBatch = () -> {};

  /** Permits for building stores. Every store except the first one waits for a permit. */
  private final Semaphore rebuilds = new Semaphore(0);

  /** The time by which the clock of the replica is ahead. */
  private volatile long aheadMs;

  private final Clock own =
      new Clock() {
        @Override
        public long wallMs() {
          return clock.wallMs() + aheadMs;
        }

        @Override
        public long monotonicNs() {
          return clock.monotonicNs();
        }
      };

  private final AtomicInteger stores = new AtomicInteger();
  private final AtomicInteger forgotten = new AtomicInteger();
  private final AtomicInteger surveys = new AtomicInteger();
  private FollowerSupervisor following;

  private Follower follower(Store store, Readiness itsReadiness) {
    if (stores.getAndIncrement() > 0) {
      rebuilds.acquireUninterruptibly();
    }
    AtomicInteger ofThisStore = new AtomicInteger();
    applied.add(ofThisStore);
    return new Follower(
        log,
        store,
        FoldSettings.DEFAULT,
        itsReadiness,
        own,
        new ServerMetrics(new SimpleMeterRegistry()),
        (topic, batch) -> {
          ofThisStore.addAndGet(batch.size());
          atEachBatch.run();
        });
  }

  private FollowerSupervisor.Context context() {
    return new FollowerSupervisor.Context(
        countingSurveys(),
        serving,
        readiness,
        new Followers() {
          @Override
          public Follower of(Store store, Readiness itsReadiness) {
            return follower(store, itsReadiness);
          }

          @Override
          public void rebuilding() {
            forgotten.incrementAndGet();
          }
        },
        clock,
        timers,
        faults);
  }

  private void start() {
    serving.current().requireLog(log.identity());
    Follower first = context().first();
    first.open(clock.wallMs());
    long startMs = clock.wallMs();
    following = FollowerSupervisor.start(context(), first, true, () -> startMs);
    readiness.whenCaughtUp().join();
  }

  /** Restarts with the present store, in a process that has not caught up yet. */
  private void restart() {
    readiness = new Readiness();
    rebuilds.release();
    Follower first = context().first();
    first.open(clock.wallMs());
    following = FollowerSupervisor.start(context(), first, true, clock::wallMs);
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

  /** {@return a log that counts how often its identity is read} */
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
    assertEquals(5, old.rows(Topic.EVENTS).size(), "a view still reads its old store");
    old.close();
    append(2);
    awaitRows(5);
    timers.runForMs(120_000);
    assertEquals(5, rows());
    assertEquals(List.of(), faults.faults());
  }

  private void tick() {
    EventBody body = new EventBody.TickEvent(clock.wallMs());
    log.append(
        Topic.EVENTS,
        new Entry(ByteString.EMPTY, body.kind(), EventCodec.encode(Event.own("other", body))));
  }

  /** By the right clock, the fold should have begun 25 h before. */
  @Test
  void storeThatWasBegunWhileTheClockWasAheadIsBegunAgain() throws Exception {
    for (int hour = 0; hour <= 60; hour++) {
      tick();
      clock.advanceMs(TimeUnit.HOURS.toMillis(1));
    }
    rebuilds.release();
    aheadMs = TimeUnit.HOURS.toMillis(25);
    serving.current().requireLog(log.identity());
    Follower first = context().first();
    first.open(own.wallMs());
    following = FollowerSupervisor.start(context(), first, true, own::wallMs);
    awaitTick();
    assertFalse(readiness.hasCaughtUp(), "a tick for a time in 24 h is missing");
    assertEquals(1, stores.get());

    aheadMs = 0;
    tick();
    await(readiness::hasCaughtUp);
    assertEquals(2, stores.get());
    assertEquals(List.of(), faults.faults());
  }

  private void awaitTick() throws Exception {
    await(
        () ->
            serving.position(Topic.EVENTS).isPresent()
                && serving.position(Topic.EVENTS).get().nextOffset()
                    == log.end(Topic.EVENTS).nextOffset());
  }

  @Test
  void contestedStoreIsAnsweredFromUntilTheOrderedOneHasCaughtUp() throws Exception {
    append(5);
    start();
    awaitRows(5);
    serving.orders().order("its digest has differed from that of ps2");
    await(() -> readiness.state() == Readiness.State.DIVERGED);
    await(() -> forgotten.get() == 1);
    assertEquals("its digest has differed from that of ps2", readiness.divergence());
    assertTrue(readiness.hasCaughtUp(), "it goes on answering");
    append(2);
    assertEquals(5, rows());

    rebuilds.release();
    awaitRows(7);
    assertEquals(digestFromScratch(), serving.digest(Topic.EVENTS));
    assertEquals(2, stores.get());
    append(1);
    awaitRows(8);
    assertEquals(List.of(), faults.faults());
  }

  @Test
  void contestedStoreIsKeptAndFollowsOnIfTheLogCanMakeNoCompleteOne() throws Exception {
    append(5);
    start();
    awaitRows(5);
    purge();
    rebuilds.release();
    serving.orders().order("its digest has differed from that of ps2");
    await(() -> stores.get() == 2);
    append(2);
    awaitRows(7);
    assertEquals(0, forgotten.get(), "the offsets are still those of the same records");
    assertEquals(List.of(), faults.faults());
  }

  @Test
  void storeThatIsAheadOfItsLogIsNotReadyBeforeThatIsFoundOut() throws Exception {
    append(5);
    start();
    awaitRows(5);
    following.close();
    log.faults().truncate(Topic.EVENTS, 2);
    readiness = new Readiness();
    rebuilds.release();
    try (Follower again = context().first()) {
      again.open(clock.wallMs());
      assertEquals(Readiness.State.CATCHING_UP, readiness.state());
      assertFalse(readiness.whenCaughtUp().isDone());
    }
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

  /** Removes the beginning of the log, as a manual purge does. */
  private void purge() {
    log.faults().trim(Topic.EVENTS, log.end(Topic.EVENTS).nextOffset());
  }

  @Test
  void logThatWasRestoredFromABackupAndGrewAgainIsFollowedByAnotherStore() throws Exception {
    append(4);
    log.faults().backUp();
    append(3);
    start();
    awaitRows(7);
    rebuilds.release();
    log.faults().restoreBackup();
    clock.advanceMs(1_000);
    append(5);
    awaitRows(9);
    assertEquals(digestFromScratch(), serving.digest(Topic.EVENTS));
    assertEquals(2, stores.get());
  }

  @Test
  void storeIsKeptWhenTheLogHoldsLessThanAStoreNeeds() throws Exception {
    append(5);
    start();
    awaitRows(5);
    following.close();
    append(2);
    purge();
    restart();
    await(() -> readiness.log() == Readiness.LogSide.NOT_FOLLOWED);
    assertEquals(Readiness.State.STALE, readiness.state());
    assertTrue(readiness.hasCaughtUp(), "it goes on answering");
    following.close();
    assertEquals(5, rows());
    assertEquals(2, stores.get(), "one per start, and none was rebuilt");
    assertEquals(0, forgotten.get());
  }

  @Test
  void storeThatIsOlderThanWhatTheLogHoldsByAHorizonIsBuiltAgain() throws Exception {
    append(5);
    start();
    awaitRows(5);
    following.close();
    append(2);
    purge();
    clock.advanceMs(ColdStart.HORIZON_MS);
    append(1);
    rebuilds.release(10);
    restart();
    await(() -> forgotten.get() == 1);
    assertEquals(Readiness.StoreSide.REBUILDING, readiness.store());
  }

  @Test
  void storeThatIsBuiltIsNoReasonToGiveUpTheOldOneForALogThatWasPurged() throws Exception {
    append(5);
    start();
    awaitRows(5);
    log.faults().truncate(Topic.EVENTS, 2);
    append(1);
    await(() -> forgotten.get() == 1);
    rebuilds.release();
    awaitRows(3);
    log.faults().truncate(Topic.EVENTS, 1);
    append(1);
    await(() -> forgotten.get() == 2);
    log.faults().damage(Topic.EVENTS, 2);
    append(1);
    rebuilds.release();
    await(() -> readiness.log() == Readiness.LogSide.UNREADABLE);
    purge();
    log.faults().mend(Topic.EVENTS);
    await(() -> readiness.log() == Readiness.LogSide.NOT_FOLLOWED);
    assertEquals(Readiness.State.STALE, readiness.state());
    assertEquals(3, rows());
  }

  @Test
  void recordThatCannotBeReadEndsReadinessUntilItCan() throws Exception {
    append(2);
    start();
    awaitRows(2);
    log.faults().damage(Topic.EVENTS, 3);
    append(3);
    await(() -> readiness.log() == Readiness.LogSide.UNREADABLE);
    await(() -> rows() == 3);
    assertEquals(Readiness.State.STALE, readiness.state());
    log.faults().mend(Topic.EVENTS);
    awaitRows(5);
    assertEquals(List.of(), faults.faults());
  }

  @Test
  void rebuildBeginsOneHorizonBeforeNow() throws Exception {
    append(10);
    start();
    awaitRows(10);
    for (int day = 0; day < 30; day++) {
      clock.advanceMs(ColdStart.HORIZON_MS / 2);
      append(10);
    }
    awaitRows(310);
    rebuilds.release();
    log.faults().truncate(Topic.EVENTS, 300);
    append(1);
    await(() -> applied.size() == 2 && applied.getLast().get() > 0);
    assertTrue(applied.getLast().get() <= 21, "those of the last horizon: " + applied);
  }

  @Test
  void closingWaitsForTheBatchThatIsAppliedEvenIfItIsInterrupted() throws Exception {
    append(1);
    CountDownLatch applying = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    atEachBatch =
        () -> {
          applying.countDown();
          try {
            mayEnd.await();
          } catch (InterruptedException told) {
            throw new IllegalStateException(told);
          }
        };
    Follower first = context().first();
    serving.current().requireLog(log.identity());
    first.open(clock.wallMs());
    following = FollowerSupervisor.start(context(), first, true, clock::wallMs);
    applying.await();
    AtomicBoolean stillInterrupted = new AtomicBoolean();
    Thread closing =
        Thread.ofPlatform()
            .start(
                () -> {
                  Thread.currentThread().interrupt();
                  following.close();
                  stillInterrupted.set(Thread.currentThread().isInterrupted());
                });
    await(() -> closing.getState() == Thread.State.WAITING || !closing.isAlive());
    assertTrue(closing.isAlive(), "a batch is being applied");
    mayEnd.countDown();
    closing.join();
    assertTrue(stillInterrupted.get());
    assertEquals(1, rows());
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
