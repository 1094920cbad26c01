package org.waymark.edge.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Checks the table in deploy/ERRORS.md against the codes in the program. */
class ErrorsTableTest {
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `(WM-\\d{4})` \\| (\\d{3}) \\|");

  @Test
  void everyCodeHasItsRow() throws Exception {
    var documented =
        ROW.matcher(Files.readString(Path.of("..", "..", "deploy", "ERRORS.md")))
            .results()
            .collect(
                Collectors.toMap(
                    row -> row.group(1),
                    row -> Integer.valueOf(row.group(2)),
                    (_, _) -> {
                      throw new AssertionError("a code has two rows");
                    },
                    TreeMap::new));
    assertEquals(
        new TreeMap<>(
            Arrays.stream(Problem.Kind.values())
                .collect(Collectors.toMap(Problem.Kind::code, Problem.Kind::status))),
        documented);
  }
}
