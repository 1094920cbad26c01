package org.waymark.faults.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The planted bugs must fit the sources, or {@code tools/faults planted} could not plant them. */
class PlantedBugsTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent().getParent();

  static Stream<Path> patches() throws IOException {
    try (Stream<Path> files = Files.list(ROOT.resolve("modules/faults/planted"))) {
      List<Path> patches = files.filter(one -> one.toString().endsWith(".patch")).sorted().toList();
      assertTrue(patches.size() > 10, patches.size() + " patches");
      return patches.stream();
    }
  }

  @ParameterizedTest
  @MethodSource("patches")
  void patchNamesASuiteAndFitsTheSources(Path patch) throws IOException {
    List<String> lines = Files.readAllLines(patch);
    String[] command = lines.getFirst().split(" ");
    assertEquals("Run:", command[0]);
    assertTrue(
        Suites.ALL.stream().anyMatch(suite -> suite.name().equals(command[1])),
        () -> "there is no suite " + command[1]);
    List<Hunk> hunks = hunks(lines);
    assertTrue(!hunks.isEmpty(), "no hunks");
    for (Hunk hunk : hunks) {
      List<String> source = Files.readAllLines(ROOT.resolve(hunk.file()));
      assertTrue(
          Collections.indexOfSubList(source, hunk.before()) >= 0,
          () -> hunk.file() + " lacks\n" + String.join("\n", hunk.before()));
    }
  }

  /**
   * One change of a patch.
   *
   * @param before the lines that are there without the patch
   */
  private record Hunk(String file, List<String> before) {}

  private static List<Hunk> hunks(List<String> lines) {
    List<Hunk> hunks = new ArrayList<>();
    String file = "";
    for (String line : lines) {
      if (line.startsWith("+++ b/")) {
        file = line.substring("+++ b/".length()).split("\t", 2)[0];
      } else if (line.startsWith("@@")) {
        hunks.add(new Hunk(file, new ArrayList<>()));
      } else if (line.startsWith("---") || line.startsWith("diff ") || hunks.isEmpty()) {
        continue;
      } else if (line.startsWith(" ") || line.startsWith("-")) {
        hunks.getLast().before().add(line.substring(1));
      }
    }
    return hunks;
  }
}
