package org.waymark.faults.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.waymark.faults.Run;
import org.waymark.faults.Size;

@Timeout(240)
class IdentitySuiteTest {
  @TempDir private Path folder;

  private Map<String, Long> run(LogFault fault) throws Exception {
    Path own = Files.createDirectory(folder.resolve("identity"));
    return new IdentitySuite().run(new Run(fault.ordinal(), 1, own));
  }

  @Test
  void purgedTopicIsNotFollowedAndItsStoreIsKept() throws Exception {
    assertEquals(Map.of("purged topic", 1L, "while stopped", 1L), run(LogFault.PURGED_TOPIC));
  }

  @Test
  void everyFaultHasItsRunInABuild() {
    IdentitySuite suite = new IdentitySuite();
    assertEquals(LogFault.values().length, suite.runs(Size.CI));
    assertEquals(LogFault.values().length, suite.floors(Size.CI).size());
  }
}
