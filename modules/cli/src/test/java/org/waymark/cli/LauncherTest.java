package org.waymark.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
    Files.createFile(Files.createDirectories(root.resolve("deploy")).resolve("waymark.toml"));
    Files.createDirectories(root.resolve("modules/cli/src/main"));
    Files.createFile(root.resolve("modules/cli/pom.xml"));
    Files.createDirectories(target().resolve("lib"));
    Files.createFile(target().resolve("waymark.jar"));
    Files.createFile(target().resolve("waymark.built"));
    Files.createDirectories(caches());
    Files.createFile(caches().resolve("log"));
    makeNewerThanJar(caches().resolve("log"));
  }

  private Path target() {
    return root.resolve("modules/cli/target");
  }

  private Path caches() {
    return target().resolve("class-caches");
  }

  private void makeNewerThanJar(Path file) throws IOException {
    Instant built = Files.getLastModifiedTime(target().resolve("waymark.jar")).toInstant();
    Files.setLastModifiedTime(file, FileTime.from(built.plusSeconds(1)));
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
  void memoryOfAServerHasALimit() throws Exception {
    Started server = start(Map.of(), "serve", "--config", "x");

    assertTrue(server.text.contains(" -Xmx576m "), server.text);
    assertTrue(server.text.contains(" -XX:MaxDirectMemorySize="), server.text);
    assertTrue(server.text.contains(" -XX:+UseSerialGC "), server.text);
    assertTrue(server.text.contains(" -XX:+ExitOnOutOfMemoryError "), server.text);
    assertFalse(start(Map.of(), "ask", "x").text.contains("-Xmx"));
  }

  @Test
  void limitIsOneSetting() throws Exception {
    Started server = start(Map.of("WAYMARK_MEMORY", "2g"), "serve", "--config", "x");

    assertTrue(server.text.contains(" -Xmx1728m "), server.text);
    assertFalse(server.text.contains("SerialGC"), server.text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"lots", "512", "0m", "-1g", "512 m", "12345678m"})
  void limitThatIsNoneIsRefused(String limit) throws Exception {
    Started server = start(Map.of("WAYMARK_MEMORY", limit), "serve", "--config", "x");

    assertEquals(
        new Started(
            2, "waymark: WAYMARK_MEMORY must be a size such as 896m or 2g, got '" + limit + "'\n"),
        server);
  }

  @Test
  void limitThatLeavesNoHeapIsRefused() throws Exception {
    Started server = start(Map.of("WAYMARK_MEMORY", "895m"), "serve", "--config", "x");

    assertEquals(
        new Started(2, "waymark: WAYMARK_MEMORY must be at least 896m, got '895m'\n"), server);
    assertEquals(0, start(Map.of("WAYMARK_MEMORY", "896M"), "serve").exitCode);
  }

  @Test
  void classCacheIsUsedIfThereIsOne() throws Exception {
    Files.createFile(caches().resolve("command.aot"));

    String command = start(Map.of(), "ask", "x").text;
    String server = start(Map.of(), "serve", "x").text;

    assertTrue(command.contains(" -XX:AOTCache=" + caches().resolve("command.aot") + " "), command);
    assertFalse(server.contains("AOTCache"), server);
  }

  @Test
  void classCachesAreMadeOnceForAJar() throws Exception {
    Files.delete(caches().resolve("log"));

    Started first = start(Map.of(), "ask", "x");
    makeNewerThanJar(caches().resolve("log"));
    Started second = start(Map.of(), "ask", "x");

    assertTrue(first.text.startsWith("waymark: making class caches\n"), first.text);
    String rehearsal = Files.readString(caches().resolve("log"));
    assertTrue(rehearsal.contains("/serve.aot -jar "), rehearsal);
    assertTrue(rehearsal.contains("/command.aot -cp "), rehearsal);
    assertFalse(second.text.contains("making"), second.text);
  }

  @Test
  void rehearsalThatFailsLeavesNoCache() throws Exception {
    Files.delete(caches().resolve("log"));
    script(
        root.resolve("jdk/bin/java"),
        """
        #!/bin/sh
        for word; do
          case $word in -XX:AOTCacheOutput=*) : > "${word#*=}" ;; esac
        done
        case "$*" in *.Rehearsal" "*) exit 1 ;; esac
        echo "$@"
        """);

    Started command = start(Map.of(), "ask", "x");

    assertEquals(0, command.exitCode, command.text);
    assertTrue(
        command.text.contains(
            "no class caches, so commands start slowly; the reason is in "
                + caches().resolve("log")),
        command.text);
    assertFalse(command.text.contains("AOTCache="), command.text);
  }

  /** The program in the jar of {@link #classCacheThatDoesNotFitIsPassedOverInSilence}. */
  static final class Hello {
    public static void main(String[] arguments) {
      System.out.println("hello");
    }
  }

  @Test
  void classCacheThatDoesNotFitIsPassedOverInSilence() throws Exception {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    script(root.resolve("jdk/bin/java"), "#!/bin/sh\nexec " + java + " \"$@\"\n");
    String program = Hello.class.getName();
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, program);
    String file = program.replace('.', '/') + ".class";
    try (JarOutputStream jar =
            new JarOutputStream(Files.newOutputStream(target().resolve("waymark.jar")), manifest);
        InputStream bytes = Hello.class.getResourceAsStream("/" + file)) {
      jar.putNextEntry(new JarEntry(file));
      bytes.transferTo(jar);
    }
    makeNewerThanJar(caches().resolve("log"));
    Path cache = caches().resolve("command.aot");
    Process made =
        new ProcessBuilder(
                java.toString(),
                "-XX:AOTCacheOutput=" + cache,
                "-cp",
                target().resolve("waymark.jar").toString(),
                program)
            .redirectErrorStream(true)
            .redirectOutput(root.resolve("made").toFile())
            .start();
    assertEquals(0, made.waitFor());
    byte[] whole = Files.readAllBytes(cache);

    for (byte[] other : List.of(Arrays.copyOf(whole, 1_000), ofAnotherJdk(whole), whole)) {
      Files.write(cache, other);
      assertEquals(new Started(0, "hello\n"), start(Map.of(), "ask", "x"));
    }
  }

  private static byte[] ofAnotherJdk(byte[] cache) {
    String text = new String(cache, StandardCharsets.ISO_8859_1);
    return text.replace(
            Runtime.version().toString(), "99" + Runtime.version().toString().substring(2))
        .getBytes(StandardCharsets.ISO_8859_1);
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
