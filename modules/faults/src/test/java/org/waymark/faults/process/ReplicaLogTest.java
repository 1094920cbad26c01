package org.waymark.faults.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplicaLogTest {
  private static final String TIME = "2026-11-29T17:30:00.000Z ";

  @TempDir private Path directory;

  private ReplicaLog log(String... lines) throws IOException {
    Path file = directory.resolve("a-1.log");
    Files.write(file, List.of(lines));
    return ReplicaLog.read(file);
  }

  @Test
  void acknowledgementsAreFound() throws IOException {
    ReplicaLog log =
        log(
            TIME
                + "INFO  OutcomeReporter: Added DOWN segment 0123456789ab 1-11..1-21 at offset 7 [1"
                + " PCB/path-reg from 1-11]",
            TIME
                + "INFO  OutcomeReporter: Recorded revocation of 1-11#5 epoch 9 at offset 8,"
                + " which invalidated 3 segments [2 x]",
            TIME + "WARN  OutcomeReporter: Holding DOWN segment 0123456789ab 1-11..1-21 in memory");
    assertEquals(List.of(new ReplicaLog.Registered("0123456789ab", 7)), log.registered());
    assertEquals(List.of(new ReplicaLog.Revoked(5, 8, 1_795_973_400_000L)), log.revoked());
    assertEquals(1, log.held());
  }

  @Test
  void faultsAndRebuildsAreFound() throws IOException {
    ReplicaLog log =
        log(
            TIME + "ERROR Replica: broken",
            "Exception in thread \"x\" java.lang.Error",
            TIME + "WARN  RocksOpening: Rebuilding the store in /x from the log: damaged");
    assertEquals(2, log.faults().size());
    assertEquals(1, log.rebuilds().size());
  }

  @Test
  void warningsThatDifferOnlyInNumbersAreBounded() throws IOException {
    List<String> four = Collections.nCopies(4, TIME + "WARN  LogReport: no answer for 3 s");
    assertEquals(List.of(), log(four.toArray(String[]::new)).repeated(1));
    assertEquals(1, log(four.toArray(String[]::new)).repeated(0).size());
  }
}
