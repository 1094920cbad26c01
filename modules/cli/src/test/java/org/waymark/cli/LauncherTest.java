package org.waymark.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests {@code tools/waymark} with a fake JDK that prints its command line. */
class LauncherTest {
  @TempDir private Path root;

  private record Started(int exitCode, String text) {}

  @BeforeEach
  void makeTree() throws IOException {
    Path tools = Files.createDirectories(root.resolve("tools"));
    script(tools.resolve("waymark"), Files.readString(Path.of("..", "..", "tools", "waymark")));
    script(tools.resolve("find-jdk"), "#!/bin/sh\necho " + root.resolve("jdk") + "\n");
    script(
        Files.createDirectories(root.resolve("jdk/bin")).resolve("java"),
        "#!/bin/sh\necho \"$@\"\n");
    Files.createFile(root.resolve("pom.xml"));
    Files.createDirectories(root.resolve("schemas"));
    Files.createDirectories(root.resolve("modules/cli/src/main"));
    Files.createFile(root.resolve("modules/cli/pom.xml"));
    Path target = Files.createDirectories(root.resolve("modules/cli/target"));
    Files.createFile(target.resolve("waymark.jar"));
    Files.createFile(target.resolve("waymark.built"));
  }

  private static void script(Path file, String text) throws IOException {
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Started start(Map<String, String> environment, String... words) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(root.resolve("tools/waymark").toString());
    builder.command().addAll(List.of(words));
    builder.environment().keySet().removeIf(name -> name.startsWith("WAYMARK_"));
    builder.environment().putAll(environment);
    Process process = builder.redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes());
    return new Started(process.waitFor(), text);
  }

  @Test
  void heapOfAServerHasALimit() throws Exception {
    Started server = start(Map.of(), "serve", "--config", "x");

    assertTrue(server.text.contains(" -Xmx512m "), server.text);
    assertTrue(server.text.contains(" -XX:+ExitOnOutOfMemoryError "), server.text);
    assertTrue(!start(Map.of(), "ask", "x").text.contains("-Xmx"));
  }

  @Test
  void limitIsOneSetting() throws Exception {
    Started server = start(Map.of("WAYMARK_HEAP", "2g"), "serve", "--config", "x");

    assertTrue(server.text.contains(" -Xmx2g "), server.text);
  }

  @Test
  void limitThatIsNoneIsRefused() throws Exception {
    Started server = start(Map.of("WAYMARK_HEAP", "lots"), "serve", "--config", "x");

    assertEquals(2, server.exitCode);
    assertTrue(
        server.text.contains(
            "WAYMARK_HEAP must be a number of bytes such as 512m or 2g, got 'lots'"),
        server.text);
  }

  /** The image of {@code deploy/Containerfile} contains the launcher and the jars only. */
  @Test
  void installationWithoutSourcesIsNotBuilt() throws Exception {
    Files.delete(root.resolve("pom.xml"));
    Files.delete(root.resolve("modules/cli/target/waymark.built"));

    Started command = start(Map.of(), "ask", "x");

    assertEquals(0, command.exitCode, command.text);
    assertTrue(!command.text.contains("building"), command.text);
    assertTrue(
        command.text.endsWith(
            " -jar " + root.resolve("modules/cli/target/waymark.jar") + " ask x\n"),
        command.text);
  }
}
