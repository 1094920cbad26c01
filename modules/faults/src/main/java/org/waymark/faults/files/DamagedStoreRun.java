package org.waymark.faults.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.rocksdb.RocksDBException;
import org.waymark.edge.config.StartupException;
import org.waymark.faults.BrokenPromiseException;
import org.waymark.faults.Promise;
import org.waymark.faults.Run;
import org.waymark.faults.truth.Model;
import org.waymark.faults.truth.RawRows;
import org.waymark.faults.truth.RecordedLog;
import org.waymark.faults.truth.RecordedReplica;
import org.waymark.faults.truth.StoreContent;
import org.waymark.runtime.SystemClock;
import org.waymark.runtime.Waiting;
import org.waymark.runtime.simulation.VirtualClock;
import org.waymark.server.replay.Readiness;
import org.waymark.store.Store;
import org.waymark.store.backing.Provenance;
import org.waymark.store.history.HistoryView;
import org.waymark.store.row.StoreException;
import org.waymark.store.view.ReadView;

/** One run, which damages one file in a copy of the store, and starts a replica on this copy. */
final class DamagedStoreRun {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofMillis(20);

  private final Model model;
  private final StoreCopies copies;
  private final SplittableRandom random;
  private final DamagePlan plan;
  private final Path store;
  private final Path asFolder;
  private final Map<String, Long> counts = new TreeMap<>();
  private String what = "";

  DamagedStoreRun(Model model, StoreCopies copies, Run run) {
    this.model = model;
    this.copies = copies;
    this.random = new SplittableRandom(run.seed());
    this.plan = DamagePlan.choose(random);
    this.store = run.directory().resolve("store");
    this.asFolder = run.directory().resolve("as");
  }

  /** {@return the number of times each event happened, by counter name} */
  Map<String, Long> perform() throws Exception {
    copies.copyTo(store, plan.variant());
    count(plan.kind());
    count(plan.damage());
    if (plan.whileOpen()) {
      damageWhileOpen();
      // Damage that no read has met is found by the next start.
      startReplica();
    } else {
      what = plan.apply(store, copies, random);
      if (plan.openedFirst()) {
        openAndRead();
      }
      startReplica();
    }
    requireRawRows();
    return counts;
  }

  private void count(Enum<?> happened) {
    count(FilesSuite.counter(happened));
  }

  private void count(String happened) {
    counts.merge(happened, 1L, Long::sum);
  }

  /** Opens the store as a replica would, and checks that every readable row is correct. */
  private void openAndRead() throws BrokenPromiseException {
    Store opened = Store.openRocks(store, model.recorded().settings(), (description, cause) -> {});
    try {
      switch (opened.provenance()) {
        case Provenance.Resumed() -> {
          readResumed(opened);
        }
        case Provenance.Rebuilt(String why) -> {
          requireSetAside(why);
        }
        case Provenance.Fresh() -> throw broken("no damage was reported, but the store is empty");
      }
    } finally {
      opened.kill();
    }
  }

  private void readResumed(Store opened) throws BrokenPromiseException {
    try (ReadView view = opened.view();
        HistoryView history = opened.history()) {
      StoreContent read = StoreContent.of(view, history, model.recorded());
      model.requireSame(what, read);
      if (!read.isWhole()) {
        requireReported(opened, read.unavailable().toString());
      }
      count(read.isWhole() ? "resumed" : "unavailable");
    } catch (StoreException.Unavailable unavailable) {
      requireReported(opened, unavailable.getMessage());
      count("unavailable");
    }
  }

  /** Requires that damage found by a reader causes a rebuild at the next start. */
  private void requireReported(Store opened, String unavailable) throws BrokenPromiseException {
    if (!opened.failure().isDone() || !Files.exists(store.resolve("damaged"))) {
      throw broken("not marked as damaged after: " + unavailable);
    }
  }

  private void requireSetAside(String why) throws BrokenPromiseException {
    if (!Files.exists(store.resolve("set-aside").resolve("why")) || why.isBlank()) {
      throw broken("rebuilt without setting the damaged store aside: " + why);
    }
    count("rebuilt");
  }

  /** Starts a replica on the damaged store, which must catch up and then have all rows. */
  private void startReplica() throws Exception {
    try (RecordedReplica replica = start()) {
      replica.awaitReady(PATIENCE);
      requireWholeLog(readPatiently(replica));
      replica.requireNoFault();
    }
    if (Files.exists(store.resolve("set-aside")) || Files.exists(store.resolve("rebuilt"))) {
      count("replica rebuilt");
    } else {
      count("replica resumed");
    }
  }

  /** Damages a table of a running replica, and then reads every row. */
  private void damageWhileOpen() throws Exception {
    try (RecordedReplica replica = start()) {
      replica.awaitReady(PATIENCE);
      what = plan.apply(store, copies, random);
      requireWholeLog(readPatiently(replica));
      replica.requireNoFault();
    }
    count("while open");
  }

  private RecordedReplica start() throws IOException, StartupException {
    VirtualClock clock = new VirtualClock(RecordedLog.START_MS);
    return RecordedReplica.start(
        model.recorded(), asFolder, store, model.recorded().inMemory(clock), clock);
  }

  /**
   * Reads everything. A row that cannot be read must become readable once the store has been
   * rebuilt.
   */
  private StoreContent readPatiently(RecordedReplica replica)
      throws InterruptedException, BrokenPromiseException {
    StoreContent[] read = new StoreContent[1];
    List<StoreContent> incomplete = new ArrayList<>();
    boolean[] unavailable = new boolean[1];
    boolean done =
        Waiting.until(
            () -> {
              try {
                read[0] = replica.content();
                if (!read[0].isWhole()) {
                  unavailable[0] = true;
                  incomplete.add(read[0]);
                  return false;
                }
                return replica.replica().state() == Readiness.State.READY;
              } catch (StoreException.Unavailable | StoreException.Closed notNow) {
                unavailable[0] = true;
                return false;
              }
            },
            PAUSE,
            PATIENCE,
            new SystemClock());
    for (StoreContent one : incomplete) {
      model.requireSame(what, one);
    }
    if (!done) {
      throw new BrokenPromiseException(
          Promise.READY_IN_TIME,
          what + ": " + replica.replica().state() + " after " + PATIENCE.toSeconds() + " s");
    }
    if (unavailable[0]) {
      count("unavailable");
    }
    return read[0];
  }

  private void requireWholeLog(StoreContent found) throws BrokenPromiseException {
    var difference = found.differsFrom(model.end());
    if (difference.isPresent()) {
      throw new BrokenPromiseException(
          Promise.EQUAL_OFFSETS_EQUAL_ROWS, what + ": " + difference.get());
    }
  }

  private void requireRawRows() throws RocksDBException, BrokenPromiseException {
    var difference = RawRows.of(store).differsFrom(copies.whole());
    if (difference.isPresent()) {
      throw new BrokenPromiseException(
          Promise.EQUAL_OFFSETS_EQUAL_ROWS, what + ": " + difference.get());
    }
  }

  private BrokenPromiseException broken(String evidence) {
    return new BrokenPromiseException(Promise.EQUAL_OFFSETS_EQUAL_ROWS, what + ": " + evidence);
  }
}
