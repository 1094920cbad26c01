package org.waymark.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests that all tests named in {@code modules/SPECIFICATION.md} exist. */
class SpecificationTableTest {
  private static final Path MODULES = Path.of("..");
  private static final Pattern TEST = Pattern.compile("`([A-Z]\\w*Test)(?:\\.(\\w+))?`");

  /** The minimum number of names in the table; with fewer, the table was not parsed. */
  private static final int MANY = 100;

  @Test
  void everyTestTheTableNamesIsThere() throws IOException {
    List<String> missing = new ArrayList<>();
    List<Path> sources = testSources();
    String table = Files.readString(MODULES.resolve("SPECIFICATION.md"));
    Matcher named = TEST.matcher(table);
    int names = 0;
    while (named.find()) {
      names++;
      if (!isThere(sources, named.group(1), named.group(2))) {
        missing.add(named.group());
      }
    }
    assertEquals(List.of(), missing);
    assertTrue(names > MANY, names + " names");
  }

  /** Looks for a test in all classes with the name, because several modules may have one. */
  private static boolean isThere(List<Path> sources, String type, String method)
      throws IOException {
    for (Path source : sources) {
      if (source.endsWith(type + ".java")
          && (method == null || Files.readString(source).contains(" " + method + "("))) {
        return true;
      }
    }
    return false;
  }

  private static List<Path> testSources() throws IOException {
    try (Stream<Path> files = Files.walk(MODULES)) {
      return files
          .filter(file -> file.toString().contains("src/test/java"))
          .filter(file -> file.toString().endsWith("Test.java"))
          .toList();
    }
  }
}
