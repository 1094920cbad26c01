package org.waymark.cli.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.waymark.cli.CommandRun;
import org.waymark.cli.OperatorFolder;
import org.waymark.cli.command.ExitCode;

class ConfigCommandsTest {
  @TempDir private Path root;
  private Path config;

  @BeforeEach
  void writeConfig() throws Exception {
    config = new OperatorFolder(root, "localhost:9092", "config").config("r1");
  }

  private CommandRun check(String... options) {
    String[] line = new String[3 + options.length];
    line[0] = "config";
    line[1] = "check";
    line[2] = config.toString();
    System.arraycopy(options, 0, line, 3, options.length);
    return CommandRun.of(line);
  }

  @Test
  void sampleIsTheExample() throws Exception {
    CommandRun run = CommandRun.of("config", "sample");
    assertEquals(ExitCode.YES, run.exitCode(), run::err);
    assertEquals(Files.readString(Path.of("..", "..", "deploy", "waymark.toml")), run.out());
  }

  @Test
  void goodConfigurationHasNoProblem() {
    CommandRun run = check();
    assertEquals(ExitCode.YES, run.exitCode(), run::err);
    assertEquals(config + ": no problem found\n", run.out());
  }

  @Test
  void problemsAreToldWithLineKeyAndExpectation() throws Exception {
    Files.writeString(config, Files.readString(config) + "[limits]\npendin = 1\nwaiting = 0\n");
    CommandRun run = check("--set", "answers.max-segments=x");
    assertEquals(ExitCode.NO, run.exitCode(), run::err);
    for (String told :
        new String[] {
          "r1.toml line 7: limits.pendin is not a known key; did you mean pending?",
          "r1.toml line 8: limits.waiting is 0, expected a number in 1..",
          "--set answers.max-segments: answers.max-segments is \"x\", expected a number in 1..1000"
        }) {
      assertTrue(run.out().contains(told), told + " in\n" + run.out());
    }
  }

  @Test
  void jsonHasTheSameProblems() throws Exception {
    Files.writeString(config, Files.readString(config) + "[limits]\npendin = 1\n");
    CommandRun run = check("--json");
    assertEquals(ExitCode.NO, run.exitCode(), run::err);
    JsonNode document = new JsonMapper().readTree(run.out());
    assertEquals(1, document.path("problems").size(), run.out());
    assertTrue(document.path("problems").get(0).textValue().contains("limits.pendin"), run.out());
    assertTrue(document.path("warnings").isArray(), run.out());
  }

  @Test
  void optionWithoutValueIsRefused() {
    CommandRun run = check("--set", "pending");
    assertEquals(ExitCode.ERROR, run.exitCode());
    assertEquals("waymark: --set pending: expected KEY=VALUE\n", run.err());
  }
}
