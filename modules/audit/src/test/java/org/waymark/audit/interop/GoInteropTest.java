package org.waymark.audit.interop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Lets Go's packages golang.org/x/mod/sumdb/note and tlog check files that Waymark writes. The
 * tests are skipped if Go is not installed, or if the module is not in its cache and cannot be
 * downloaded. Then only {@link RecordedGoLogTest} compares with Go.
 */
class GoInteropTest {
  private static final int TIMEOUT_S = 180;

  @TempDir static Path built;
  @TempDir Path folder;

  /** What a command wrote, and its exit status. */
  private record Finished(int status, String output) {}

  private static Finished run(Path where, List<String> command)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile(built, "output", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(where.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    // Go must neither download another toolchain nor record the state of the repository.
    builder.environment().put("GOTOOLCHAIN", "local");
    builder.environment().put("GOWORK", "off");
    builder.environment().put("GOFLAGS", "-mod=readonly -buildvcs=false");
    Process process = builder.start();
    if (!process.waitFor(TIMEOUT_S, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
      return new Finished(-1, command + " did not end within " + TIMEOUT_S + " s");
    }
    return new Finished(process.exitValue(), Files.readString(output));
  }

  @BeforeAll
  static void buildTheGoProgram() throws IOException, InterruptedException {
    Path source = RecordedGoLogTest.folder().resolveSibling("go");
    assumeTrue(
        isOnThePath("go"),
        "Go is not installed, so nothing was compared with it but recorded files; install the"
            + " package golang-go");
    Finished download = run(source, List.of("go", "mod", "download"));
    assumeTrue(
        download.status() == 0,
        () ->
            "Go cannot download golang.org/x/mod, so nothing was compared with it but recorded"
                + " files: "
                + download.output());
    Finished build = run(source, List.of("go", "build", "-o", program(), "."));
    assertEquals(0, build.status(), build.output());
  }

  private static boolean isOnThePath(String command) {
    return Stream.of(System.getenv("PATH").split(":"))
        .anyMatch(each -> Files.isExecutable(Path.of(each, command)));
  }

  private static String program() {
    return built.resolve("interop").toString();
  }

  private Finished interop(String command) throws IOException, InterruptedException {
    return run(built, List.of(program(), command, folder.toString()));
  }

  @Test
  void goAcceptsWhatWaymarkWrites() throws IOException, InterruptedException {
    SampleLog.write(folder);
    assertEquals(new Finished(0, "ok\n"), interop("check"));
  }

  /** Go's packages check every file, which shows that their acceptance means something. */
  @Test
  void goRefusesWhatWasChanged() throws IOException, InterruptedException {
    for (String name :
        List.of(
            "checkpoint",
            "older",
            "proofs",
            "inclusion.tlog-proof",
            "consistency.proof",
            "tile/0/001",
            "tile/0/002.p/88",
            "tile/1/000.p/2",
            "tile/entries/001")) {
      SampleLog.write(folder);
      Path file = folder.resolve(name);
      byte[] bytes = Files.readAllBytes(file);
      byte[] changed = bytes.clone();
      changed[bytes.length * 3 / 4] ^= 1;
      Files.write(file, changed);
      assertNotEquals(0, interop("check").status(), name);
      Files.write(file, bytes);
    }
  }

  @Test
  void goStillMakesTheRecordedLog() throws IOException, InterruptedException {
    assertEquals(new Finished(0, "ok\n"), interop("make"));
    List<Path> names = files(folder);
    assertEquals(files(RecordedGoLogTest.folder()), names);
    for (Path name : names) {
      assertArrayEquals(
          Files.readAllBytes(RecordedGoLogTest.folder().resolve(name)),
          Files.readAllBytes(folder.resolve(name)),
          name.toString());
    }
  }

  private static List<Path> files(Path root) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(Files::isRegularFile).map(root::relativize).sorted().toList();
    }
  }
}
