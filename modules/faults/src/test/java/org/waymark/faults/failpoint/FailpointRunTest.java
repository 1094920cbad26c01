package org.waymark.faults.failpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.waymark.faults.Run;

class FailpointRunTest {
  @TempDir private Path directory;

  @Test
  @Timeout(300)
  void replicaThatEndsBetweenFlushAndSealKeepsItsPromises() throws Exception {
    Map<String, Long> counts =
        new FailpointRun(new Run(0, 1, directory), 0, List.of(FailpointName.BEFORE_SEAL)).perform();
    assertEquals(1, counts.get("at-BEFORE_SEAL"));
    assertEquals(1, counts.get("killed-stores-checked"));
  }
}
