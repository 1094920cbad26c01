package org.waymark.faults.syscall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.waymark.faults.InvalidRunException;
import org.waymark.faults.Run;

@Timeout(240)
class SyscallSuiteTest {
  @TempDir private Path folder;

  @Test
  void faultHappensAndThePromisesAreKeptOrTheRunSaysWhatIsMissing() throws Exception {
    Run run = new Run(0, 3, Files.createDirectory(folder.resolve("syscall-0")));
    if (TracedProcess.isPossible()) {
      Map<String, Long> counts = new SyscallSuite().run(run);
      assertEquals(3, counts.values().stream().mapToLong(Long::longValue).sum(), counts.toString());
    } else {
      var invalid = assertThrows(InvalidRunException.class, () -> new SyscallSuite().run(run));
      assertTrue(invalid.getMessage().contains("apt-get install strace"), invalid.getMessage());
    }
  }

  @Test
  void callsAreCountedByThreadAndName() throws Exception {
    Path trace = folder.resolve("trace");
    Files.writeString(
        trace,
        """
        11 write(1, "1\\n", 2)                = 2
        11 pwrite64(1, "1\\n", 2, 0)          = 2
        12 write(1, "2\\n", 2)                = 2
        11 write(1, "3\\n", 2)                = -1 EIO (Input/output error) (INJECTED)
        12 rename("/s/a.new", "/s/a")        = 0
        11 +++ exited with 0 +++
        """);
    CallCounts counts = CallCounts.of(trace);
    assertEquals(2, counts.most(SystemCall.WRITE));
    assertEquals(1, counts.most(SystemCall.RENAME));
    assertEquals(0, counts.most(SystemCall.UNLINK));
  }

  @Test
  void injectionIsWrittenAsStraceReadsIt() {
    assertEquals(
        "inject=fsync,fdatasync:error=EIO:when=4",
        new Injection(SystemCall.FSYNC, CallFault.EIO, 4, 1).argument());
    assertEquals(
        "inject=write,pwrite64:error=ENOSPC:when=4..6",
        new Injection(SystemCall.WRITE, CallFault.ENOSPC, 4, 3).argument());
    assertEquals(
        "inject=unlink,unlinkat:signal=KILL:when=2",
        new Injection(SystemCall.UNLINK, CallFault.KILL, 4, 1).earlier().argument());
  }
}
