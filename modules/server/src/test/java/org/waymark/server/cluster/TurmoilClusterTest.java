package org.waymark.server.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Injects all faults of a cluster at once, and checks that the same seed repeats the run. */
class TurmoilClusterTest {
  @ParameterizedTest
  @MethodSource("org.waymark.server.cluster.Seeds#all")
  void whenItIsOverAllAreServedAndNobodyWasServedWhatHadBeenRevoked(long seed) {
    try (Turmoil turmoil = new Turmoil(seed)) {
      turmoil.rage(120);
      turmoil.settle();
      assertTrue(turmoil.revocations() > 10, "revocations");
      assertTrue(turmoil.answers() > 10, "answers");
      assertTrue(turmoil.rebuilds() > 0, "rebuilds");
      assertTrue(turmoil.witnesses() > 2, "witnesses");
    }
  }

  @Test
  void sameSeedGivesTheSameRunByteForByte() {
    List<String> run = Turmoil.run(1);
    assertTrue(run.size() > 1_000, run.size() + " lines");
    assertEquals(Optional.empty(), Journal.difference(run, Turmoil.run(1)));
    assertNotEquals(Optional.empty(), Journal.difference(run, Turmoil.run(2)));
  }

  /** Two processes differ in their hash salts and object addresses. */
  @Test
  void anotherProcessRunsTheSame() throws IOException, InterruptedException {
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Turmoil.class.getName(),
                "3")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String digest = Journal.digest(Turmoil.run(3)).toString();
    String printed = new String(other.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, other.waitFor());
    assertEquals(digest, printed.lines().toList().getLast());
  }
}
