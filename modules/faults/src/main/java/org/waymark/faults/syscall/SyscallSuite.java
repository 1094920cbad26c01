package org.waymark.faults.syscall;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.waymark.faults.InvalidRunException;
import org.waymark.faults.Run;
import org.waymark.faults.Size;
import org.waymark.faults.Suite;
import org.waymark.faults.truth.Model;
import org.waymark.faults.truth.RawRows;
import org.waymark.faults.truth.RecordedLog;
import org.waymark.faults.truth.RecordedLogFile;
import org.waymark.runtime.FileTree;

/**
 * Uses strace to make a write, fsync, rename or unlink of a replica process fail, or to kill the
 * process at that call. The process must continue, reopen its store, or end with a reason. A later
 * start without a fault must find all rows.
 */
public final class SyscallSuite implements Suite {
  private static final int CI_RUNS = 20;
  private static final int RELEASE_RUNS = 1_000;
  private static final int EVENTS = 1_200;
  private static final long LOG_SEED = 12;

  private Optional<Prepared> prepared = Optional.empty();

  /** The data that all runs share. */
  private record Prepared(Model model, Path log, RawRows whole, CallCounts calls) {}

  @Override
  public String name() {
    return "syscall";
  }

  @Override
  public long runs(Size size) {
    return size == Size.CI ? CI_RUNS : RELEASE_RUNS;
  }

  @Override
  public Map<String, Long> floors(Size size) {
    Map<String, Long> floors = new HashMap<>();
    for (SystemCall call : SystemCall.values()) {
      floors.put(call.name().toLowerCase(Locale.ROOT), runs(size) / Injection.ROUND);
    }
    for (CallFault fault : CallFault.values()) {
      floors.put(fault.name().toLowerCase(Locale.ROOT), runs(size) / Injection.ROUND);
    }
    return floors;
  }

  @Override
  public Map<String, Long> run(Run run) throws Exception {
    if (!TracedProcess.isPossible()) {
      throw new InvalidRunException(
          "strace is missing or may not trace processes here: install it (apt-get install strace),"
              + " and allow ptrace");
    }
    Prepared shared = prepare(run);
    return new SyscallRun(shared.model(), shared.log(), shared.whole(), shared.calls(), run)
        .perform();
  }

  /** Creates the log, and counts the system calls of a process without a fault. */
  private Prepared prepare(Run run) throws Exception {
    if (prepared.isEmpty()) {
      Path folder = run.directory().resolveSibling("syscall-unhindered");
      FileTree.delete(folder);
      Files.createDirectories(folder);
      Model model = new Model(RecordedLog.make(LOG_SEED, EVENTS));
      Path log = folder.resolve("log");
      RecordedLogFile.write(model.recorded(), log);
      TracedProcess unhindered = TracedProcess.run(folder, log, Optional.empty());
      if (unhindered.exitCode() != TracedReplica.DONE) {
        throw new InvalidRunException(
            "the process fails without a fault: %d, %s"
                .formatted(unhindered.exitCode(), unhindered.lastLine()));
      }
      prepared =
          Optional.of(
              new Prepared(
                  model,
                  log,
                  RawRows.of(folder.resolve("store")),
                  CallCounts.of(unhindered.trace())));
    }
    return prepared.get();
  }
}
