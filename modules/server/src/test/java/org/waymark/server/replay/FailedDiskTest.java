package org.waymark.server.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.waymark.log.Entry;
import org.waymark.log.Position;
import org.waymark.log.Tail;
import org.waymark.log.Topic;
import org.waymark.log.memory.InMemoryEventLog;
import org.waymark.runtime.FileTree;
import org.waymark.runtime.simulation.RecordedFaults;
import org.waymark.runtime.simulation.SimulatedTimers;
import org.waymark.runtime.simulation.VirtualClock;
import org.waymark.segment.ByteString;
import org.waymark.server.report.ServerMetrics;
import org.waymark.server.settings.FoldSettings;
import org.waymark.store.Store;
import org.waymark.store.row.ApplySettings;
import org.waymark.store.row.StateDigest;
import org.waymark.store.row.StoreException;
import org.waymark.store.view.ReadView;

/** A replica whose disk becomes full or fails while it is running. */
@Timeout(120)
class FailedDiskTest {
  private static final long FLUSH_EVERY_MS = 30_000;

  @TempDir Path folder;

  private final VirtualClock clock = new VirtualClock(1_520_000_000_000L);
  private final RecordedFaults faults = new RecordedFaults();
  private final SimulatedTimers timers = new SimulatedTimers(clock, 1, faults);
  private final InMemoryEventLog log = new InMemoryEventLog("test", clock);
  private Readiness readiness;
  private Path disk;
  private Path directory;
  private ServingStore serving;
  private FollowerSupervisor following;

  /** Permits for creating followers. Without any, a replica does not go on after a failure. */
  private final Semaphore followers = new Semaphore(100);

  @BeforeEach
  void place() {
    disk = folder;
    directory = folder.resolve("store");
  }

  private void start() {
    readiness = new Readiness();
    serving = new ServingStore(Store.openRocks(directory, ApplySettings.DEFAULT, faults));
    serving.current().requireLog(log.identity());
    FollowerSupervisor.Context context =
        new FollowerSupervisor.Context(
            log, serving, readiness, this::follower, clock, timers, faults);
    Follower first = context.first();
    first.open(clock.wallMs());
    following = FollowerSupervisor.start(context, first, true, clock::wallMs);
    readiness.whenCaughtUp().join();
  }

  private Follower follower(Store store, Readiness itsReadiness) {
    followers.acquireUninterruptibly();
    return new Follower(
        log,
        store,
        FoldSettings.DEFAULT,
        itsReadiness,
        clock,
        new ServerMetrics(new SimpleMeterRegistry()),
        (topic, applied) -> {});
  }

  @AfterEach
  void close() throws Exception {
    followers.release(100);
    if (following != null) {
      following.close();
      serving.close();
    }
    if (disk != folder) {
      run("umount", "--lazy", disk.toString());
    }
  }

  /** Puts the store on a separate disk, if this process is permitted to create one. */
  private void onDiskOf(String size) throws Exception {
    Path mounted = Files.createDirectory(folder.resolve("disk"));
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=" + size, "none", mounted.toString()) == 0,
        "this process may not mount a disk to fill");
    disk = mounted;
    directory = mounted.resolve("store");
  }

  private static int run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
  }

  private void fill() throws IOException {
    try (OutputStream filling =
        Files.newOutputStream(
            disk.resolve("fill"), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      IOException full =
          assertThrows(
              IOException.class,
              () -> {
                while (true) {
                  filling.write(new byte[4096]);
                }
              });
      assertTrue(full.getMessage().contains("space"), full.getMessage());
    }
  }

  /** Appends values that become rows of the quarantine, and flushes the first of them. */
  private void appendPastFlush(int count) {
    clock.advanceMs(FLUSH_EVERY_MS);
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

  private static void await(BooleanSupplier condition) throws InterruptedException {
    while (!condition.getAsBoolean()) {
      if (Thread.interrupted()) {
        throw new InterruptedException("the time limit of the test");
      }
      Thread.onSpinWait();
    }
  }

  private boolean isApplied() {
    return serving.position(Topic.EVENTS).map(Position::nextOffset).orElse(0L)
        == log.end(Topic.EVENTS).nextOffset();
  }

  private void awaitReadyWithAll() throws InterruptedException {
    await(() -> readiness.state() == Readiness.State.READY && isApplied());
    assertEquals(digestFromScratch(), serving.digest(Topic.EVENTS));
    try (ReadView view = serving.view()) {
      assertEquals(view.digest(Topic.EVENTS), view.recomputeDigest(Topic.EVENTS));
    }
    assertEquals(log.end(Topic.EVENTS).nextOffset(), rows());
  }

  private StateDigest digestFromScratch() {
    try (Store store = Store.inMemory(ApplySettings.DEFAULT);
        Tail tail = log.tail(Topic.EVENTS, log.identity().at(Topic.EVENTS, 0))) {
      store.apply(Topic.EVENTS, tail.poll(Duration.ZERO));
      return store.digest(Topic.EVENTS);
    }
  }

  @Test
  void fullDiskStopsFollowingUntilThereIsSpace() throws Exception {
    onDiskOf("6m");
    appendPastFlush(5);
    start();
    awaitReadyWithAll();
    fill();
    appendPastFlush(3);
    await(() -> readiness.state() == Readiness.State.DIVERGED);
    assertTrue(rows() >= 5, "it keeps answering");
    appendPastFlush(3);
    assertEquals(Readiness.State.DIVERGED, readiness.state());

    Files.delete(disk.resolve("fill"));
    awaitReadyWithAll();
    assertEquals(11, rows());
    appendPastFlush(2);
    awaitReadyWithAll();
    assertFalse(Files.exists(directory.resolve("set-aside")), "nothing was set aside");
  }

  /** If the store has just been opened again, closing it fails, because it cannot be flushed. */
  private void closeOnFullDisk() {
    try {
      serving.close();
    } catch (StoreException.Unavailable full) {
      assertTrue(full.getMessage().contains("space"), full.getMessage());
    }
  }

  @Test
  void fullDiskEndsInTheStoreThatWasFlushedWhenTheReplicaIsStopped() throws Exception {
    onDiskOf("6m");
    appendPastFlush(5);
    start();
    awaitReadyWithAll();
    fill();
    appendPastFlush(3);
    await(() -> readiness.state() == Readiness.State.DIVERGED);
    following.close();
    closeOnFullDisk();
    fill();
    assertThrows(
        StoreException.Unreadable.class,
        () -> Store.openRocks(directory, ApplySettings.DEFAULT, faults),
        "another start is refused while the disk is full, and sets nothing aside");

    Files.delete(disk.resolve("fill"));
    start();
    awaitReadyWithAll();
    assertFalse(Files.exists(directory.resolve("set-aside")));
  }

  @Test
  void storeIsOpenedAgainAfterAnyFailedWrite() throws Exception {
    appendPastFlush(5);
    start();
    awaitReadyWithAll();
    // Blocks the file that is to become the seal.
    Path obstacle = Files.createDirectory(directory.resolve("db.seal.new"));
    appendPastFlush(1);
    await(() -> readiness.state() == Readiness.State.DIVERGED);
    Files.delete(obstacle);
    appendPastFlush(3);
    awaitReadyWithAll();
    assertEquals(List.of(), faults.faults().stream().filter(this::endedFollowing).toList());
  }

  @ParameterizedTest
  @ValueSource(strings = {"store", "store/db"})
  void removedFilesAreReadUntilAnotherStoreIsBuilt(String removed) throws Exception {
    appendPastFlush(5);
    start();
    awaitReadyWithAll();
    followers.drainPermits();
    FileTree.delete(folder.resolve(removed));
    appendPastFlush(1);
    await(followers::hasQueuedThreads);
    assertEquals(Readiness.State.DIVERGED, readiness.state());
    // The failed flush may come before the sixth record is applied.
    assertTrue(rows() >= 5, "it never answers from an empty store");

    followers.release(100);
    appendPastFlush(3);
    awaitReadyWithAll();
    following.close();
    serving.close();
    start();
    awaitReadyWithAll();
  }

  private boolean endedFollowing(Object fault) {
    return fault.toString().contains("Stopped following the log after a failure");
  }

  @Test
  void badBlockIsNeverNothingFoundAndHasTheStoreRebuilt() throws Exception {
    appendPastFlush(5);
    start();
    awaitReadyWithAll();
    appendPastFlush(3);
    await(this::isApplied);
    // No row of these tables has been read before, so none is cached from before the damage.
    serving.current().flush();
    try (var tables = Files.newDirectoryStream(directory.resolve("db"), "*.sst")) {
      for (Path table : tables) {
        try (RandomAccessFile bytes = new RandomAccessFile(table.toFile(), "rw")) {
          byte[] damaged = new byte[(int) Math.min(64, bytes.length())];
          bytes.write(damaged);
        }
      }
    }
    Store damaged = serving.current();
    try (ReadView view = damaged.view()) {
      assertThrows(StoreException.Unavailable.class, () -> view.rows(Topic.EVENTS));
    }
    await(() -> serving.current() != damaged);
    awaitReadyWithAll();
    timers.runForMs(120_000);
    awaitReadyWithAll();
    following.close();
    serving.close();

    start();
    awaitReadyWithAll();
    assertTrue(Files.exists(directory.resolve("set-aside")));
  }
}
