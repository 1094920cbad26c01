package org.waymark.faults.syscall;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.rocksdb.RocksDBException;
import org.waymark.faults.BrokenPromiseException;
import org.waymark.faults.InvalidRunException;
import org.waymark.faults.Promise;
import org.waymark.faults.Run;
import org.waymark.faults.truth.Model;
import org.waymark.faults.truth.RawRows;
import org.waymark.faults.truth.RecordedLog;
import org.waymark.faults.truth.RecordedReplica;
import org.waymark.runtime.FileTree;
import org.waymark.runtime.simulation.VirtualClock;

/**
 * One run, which starts a replica process with a fault, and then a process without a fault on the
 * same store.
 */
final class SyscallRun {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int ATTEMPTS = 4;

  private final Model model;
  private final Path log;
  private final RawRows whole;
  private final Path directory;
  private final Map<String, Long> counts = new TreeMap<>();
  private Injection injection;

  /**
   * @param log the file of the recorded log
   * @param whole the raw rows of a store that has applied the whole log
   * @param calls the number of system calls made by a process without a fault
   */
  SyscallRun(Model model, Path log, RawRows whole, CallCounts calls, Run run) {
    this.model = model;
    this.log = log;
    this.whole = whole;
    this.directory = run.directory();
    this.injection = Injection.choose(calls, run.number(), new SplittableRandom(run.seed()));
  }

  /** {@return the number of times each event happened, by counter name} */
  Map<String, Long> perform() throws Exception {
    requireExpectedEnd(injected());
    count(injection.call().name());
    count(injection.fault().name());
    restart();
    return counts;
  }

  private void count(String happened) {
    counts.merge(happened.toLowerCase(Locale.ROOT), 1L, Long::sum);
  }

  /** Runs processes with increasingly early faults until a fault is actually injected. */
  private TracedProcess injected() throws Exception {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      TracedProcess ended = TracedProcess.run(directory, log, Optional.of(injection));
      if (ended.isInjected()) {
        return ended;
      }
      FileTree.delete(directory.resolve("store"));
      injection = injection.earlier();
    }
    throw new InvalidRunException("the fault never happened: " + injection.argument());
  }

  private void requireExpectedEnd(TracedProcess ended) throws BrokenPromiseException {
    switch (ended.exitCode()) {
      case TracedReplica.DONE -> count("went on");
      case TracedReplica.REFUSED -> {
        if (!ended.lastLine().startsWith("refused: the store ")) {
          throw broken(Promise.NO_CRASH, "ended without a cause: " + ended.lastLine());
        }
        count("refused");
      }
      case TracedReplica.STUCK -> throw broken(Promise.READY_IN_TIME, ended.lastLine());
      case TracedReplica.WRONG_ROWS ->
          throw broken(Promise.EQUAL_OFFSETS_EQUAL_ROWS, ended.lastLine());
      default -> {
        if (injection.fault() != CallFault.KILL || !ended.isKilled()) {
          throw broken(Promise.NO_CRASH, "exit code " + ended.exitCode() + ", " + ended.lastLine());
        }
        count("killed");
      }
    }
  }

  private void restart() throws Exception {
    Path store = directory.resolve("store");
    VirtualClock clock = new VirtualClock(RecordedLog.START_MS);
    try (RecordedReplica replica =
        RecordedReplica.start(
            model.recorded(),
            directory.resolve("as"),
            store,
            model.recorded().inMemory(clock),
            clock)) {
      replica.awaitReady(PATIENCE);
      requireSame(replica.content().differsFrom(model.end()));
      replica.requireNoFault();
    }
    requireSame(rawRows(store).differsFrom(whole));
  }

  private RawRows rawRows(Path store) throws BrokenPromiseException {
    try {
      return RawRows.of(store);
    } catch (RocksDBException unreadable) {
      throw broken(Promise.EQUAL_OFFSETS_EQUAL_ROWS, unreadable.getMessage());
    }
  }

  private void requireSame(Optional<String> difference) throws BrokenPromiseException {
    if (difference.isPresent()) {
      throw broken(Promise.EQUAL_OFFSETS_EQUAL_ROWS, difference.get());
    }
  }

  private BrokenPromiseException broken(Promise promise, String evidence) {
    return new BrokenPromiseException(promise, injection.argument() + ": " + evidence);
  }
}
