package org.waymark.edge.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.waymark.fixtures.Network;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.runtime.simulation.VirtualClock;
import org.waymark.segment.IsdAs;

class ConfigCheckTest {
  private static final String MINIMAL =
      """
      id = "r1"
      topology = "as"
      store = "store"
      listen = "127.0.0.1:4000"
      [kafka]
      bootstrap = "localhost:9092"
      """;

  @TempDir private Path folder;

  @BeforeEach
  void writeStartupFiles() throws Exception {
    Network.of(NetworkTopology.twoIsds(), 1, new VirtualClock(1_520_000_000_000L))
        .filesOf(IsdAs.parse("1-14"))
        .write(folder.resolve("as"));
  }

  private Path file(String toml) throws Exception {
    return Files.writeString(folder.resolve("waymark.toml"), toml);
  }

  private List<String> problems(String toml, Overrides overrides) throws Exception {
    return ConfigCheck.problems(file(toml), overrides);
  }

  private static void hasOne(List<String> problems, String... told) {
    assertEquals(1, problems.size(), problems.toString());
    for (String part : told) {
      assertTrue(problems.getFirst().contains(part), part + " in " + problems);
    }
  }

  static Stream<String> keys() {
    return ReplicaConfig.keys().stream();
  }

  @Test
  void goodFileHasNoProblem() throws Exception {
    assertEquals(List.of(), problems(MINIMAL, Overrides.NONE));
  }

  @Test
  void allProblemsAreFoundEachWithItsLine() throws Exception {
    List<String> problems =
        problems(
            MINIMAL
                + """
                bootsrap = "x"
                [limits]
                pending = 0
                waiting = "many"
                [answers]
                max-segments = 5000
                """,
            Overrides.NONE);
    assertEquals(4, problems.size(), problems.toString());
    String all = String.join("\n", problems);
    for (String told :
        List.of(
            "waymark.toml line 7: kafka.bootsrap is not a known key; did you mean bootstrap?",
            "waymark.toml line 9: limits.pending is 0, expected a number in 1..",
            "waymark.toml line 10: limits.waiting is \"many\", expected a number",
            "waymark.toml line 12: answers.max-segments is 5000, expected a number in 1..1000")) {
      assertTrue(all.contains(told), told + " in\n" + all);
    }
  }

  /** A table is a wrong value for every key. */
  @ParameterizedTest
  @MethodSource("keys")
  void wrongValueOfEachKeyIsToldWithItsLine(String key) throws Exception {
    String others =
        MINIMAL
            .lines()
            .filter(line -> !line.equals("[kafka]"))
            .map(line -> line.startsWith("bootstrap") ? "kafka." + line : line)
            .filter(line -> !line.startsWith(key + " "))
            .reduce("", (one, line) -> one + line + "\n");
    long line = others.lines().count() + 1;
    List<String> problems =
        ConfigCheck.problems(file(others + key + " = {wrong = 1}\n"), Overrides.NONE);
    assertTrue(
        problems.getFirst().contains("waymark.toml line " + line + ": " + key),
        problems.toString());
  }

  @ParameterizedTest
  @MethodSource("keys")
  void everyKeyHasOneVariable(String key) {
    assertEquals(1, Overrides.variables().values().stream().filter(key::equals).count(), key);
  }

  @Test
  void variableReplacesFileAndOptionReplacesBoth() throws Exception {
    Map<String, String> environment =
        Map.of(
            "WAYMARK_ID", "r2",
            "WAYMARK_LIMITS_PENDING", "7",
            "WAYMARK_LIMITS_WAITING", "8",
            "WAYMARK_AUDIT_TRUSTED_KEYS", "[]",
            "WAYMARK_KAFKA_CLIENT_SASL_MECHANISM", "PLAIN",
            "WAYMARK_HISTORY_FROM", "2026-11-28T00:00:00Z",
            "WAYMARK_MEMORY", "1g",
            "PATH", "/bin");
    Overrides overrides = Overrides.of(environment, List.of("limits.waiting=9", "store=other"));
    ReplicaConfig config = ReplicaConfig.read(file(MINIMAL), overrides);
    assertEquals("r2", config.id());
    assertEquals(7, config.limits().requests().pending());
    assertEquals(9, config.limits().requests().waiting());
    assertEquals(folder.resolve("other").toAbsolutePath(), config.storeFolder());
    assertEquals(Map.of("sasl.mechanism", "PLAIN"), config.kafka().client());
    assertEquals(List.of(), overrides.unknownVariables());
  }

  @Test
  void wrongValueFromOutsideIsToldWithItsOrigin() throws Exception {
    hasOne(
        problems(MINIMAL, Overrides.of(Map.of("WAYMARK_LIMITS_PENDING", "x"), List.of())),
        "environment variable WAYMARK_LIMITS_PENDING: limits.pending is \"x\", expected a number");
    hasOne(
        problems(MINIMAL, Overrides.of(Map.of(), List.of("limits.pendin=3"))),
        "--set limits.pendin: limits.pendin is not a known key; did you mean pending?");
  }

  @Test
  void misspeltVariableIsToldWithTheNearest() throws Exception {
    assertEquals(
        List.of(
            "environment variable WAYMARK_KAFKA_BOOTSTRAPS sets no key of the configuration; did"
                + " you mean WAYMARK_KAFKA_BOOTSTRAP?",
            "environment variable WAYMARK_VERSION_OF_SOMETHING sets no key of the configuration"),
        Overrides.of(
                Map.of("WAYMARK_VERSION_OF_SOMETHING", "1", "WAYMARK_KAFKA_BOOTSTRAPS", "x"),
                List.of())
            .unknownVariables());
  }

  @Test
  void secretIsReadFromItsFileAndAMissingOneIsTold() throws Exception {
    Path secret = Files.writeString(folder.resolve("secret"), "canary;\n");
    String toml = MINIMAL + "[kafka.client-files]\n\"sasl.jaas.config\" = \"secret\"\n";
    ReplicaConfig config = ReplicaConfig.read(file(toml), Overrides.NONE);
    assertEquals(Map.of("sasl.jaas.config", "canary;"), config.kafka().client());
    assertTrue(!config.toString().contains("canary"), config.toString());
    Files.delete(secret);
    hasOne(
        problems(toml, Overrides.NONE),
        "waymark.toml line 8: kafka.client-files.sasl.jaas.config is a file that cannot be read",
        "no such file");
  }

  @Test
  void missingKeyEndsTheCheck() throws Exception {
    hasOne(
        problems(MINIMAL.replace("store = \"store\"\n", ""), Overrides.NONE),
        "waymark.toml: store is missing, expected a string");
  }

  @Test
  void fileThatIsNoTomlIsTold() throws Exception {
    hasOne(problems("id = \n", Overrides.NONE), "waymark.toml line 1: ");
    hasOne(ConfigCheck.problems(folder.resolve("nowhere.toml"), Overrides.NONE), "no such file");
  }
}
