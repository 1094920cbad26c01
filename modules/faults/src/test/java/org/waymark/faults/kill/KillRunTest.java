package org.waymark.faults.kill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.waymark.faults.Run;

class KillRunTest {
  @TempDir private Path directory;

  @Test
  @Timeout(300)
  void killedReplicaKeepsItsPromises() throws Exception {
    Map<String, Long> counts = new KillRun(new Run(0, 1, directory), 1).perform();
    // The replica is killed once to start it again with the failpoint, and then in its flush.
    assertEquals(2, counts.get("kills"));
    assertEquals(2, counts.get("killed-stores-checked"));
    assertTrue(counts.get("acknowledged") > 0, counts.toString());
    assertTrue(counts.get("digests-compared") >= 8, counts.toString());
  }
}
