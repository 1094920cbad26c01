package org.waymark.edge.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Checks the table in deploy/SETTINGS.md against the keys that are read and the defaults in
 * classes.
 */
class SettingsTableTest {
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `([^`]+)` \\| ([^|]+) \\| ([^|]+) \\| `([^`]+)` \\|$");

  /**
   * Matches a class below org.waymark, optionally followed by a component of its {@code DEFAULT}.
   */
  private static final Pattern PLACE = Pattern.compile("([\\w/]+)(?:\\.(\\w+))?");

  private record Row(String standard, String place) {}

  private static Map<String, Row> table() throws IOException {
    String text = Files.readString(Path.of("..", "..", "deploy", "SETTINGS.md"));
    return ROW.matcher(text)
        .results()
        .collect(
            Collectors.toMap(
                row -> row.group(1),
                row -> new Row(row.group(2), row.group(4)),
                (one, other) -> {
                  throw new AssertionError("a key has two rows: " + one + ", " + other);
                },
                TreeMap::new));
  }

  private static Set<String> readKeys() {
    Set<String> keys = new TreeSet<>(ReplicaConfig.keys());
    keys.addAll(ReplicaConfig.FREE_TABLES);
    return keys;
  }

  @Test
  void everyKeyThatIsReadHasARowAndNoOtherHas() throws Exception {
    assertEquals(readKeys(), new TreeSet<>(table().keySet()));
  }

  @Test
  void classOfEveryRowHoldsTheDefault() throws Exception {
    for (Map.Entry<String, Row> entry : table().entrySet()) {
      var place = PLACE.matcher(entry.getValue().place());
      assertEquals(true, place.matches(), entry.toString());
      Class<?> type = Class.forName("org.waymark." + place.group(1).replace('/', '.'));
      if (place.group(2) == null) {
        assertEquals(
            0, entry.getValue().standard().replaceAll("[^0-9]", "").length(), entry.toString());
        continue;
      }
      Object settings = type.getField("DEFAULT").get(null);
      Number value = (Number) type.getMethod(place.group(2)).invoke(settings);
      boolean inMilliseconds = entry.getKey().endsWith("-s") && place.group(2).endsWith("Ms");
      assertEquals(
          Double.parseDouble(entry.getValue().standard()),
          inMilliseconds ? value.doubleValue() / 1_000 : value.doubleValue(),
          entry.toString());
    }
  }
}
