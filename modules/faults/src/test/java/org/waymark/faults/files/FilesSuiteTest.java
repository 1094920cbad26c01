package org.waymark.faults.files;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.waymark.faults.Run;
import org.waymark.faults.Size;

@Timeout(240)
class FilesSuiteTest {
  private static final int RUNS = 8;

  @TempDir private Path folder;

  @Test
  void runsKeepAllPromisesAndDamageFiles() throws Exception {
    FilesSuite suite = new FilesSuite();
    Map<String, Long> counts = new TreeMap<>();
    for (int number = 0; number < RUNS; number++) {
      Path own = Files.createDirectory(folder.resolve("files-" + number));
      suite
          .run(new Run(number, number, own))
          .forEach((name, count) -> counts.merge(name, count, Long::sum));
    }
    assertTrue(counts.getOrDefault("replica rebuilt", 0L) > 0, counts.toString());
    long damages =
        Arrays.stream(Damage.values())
            .mapToLong(damage -> counts.getOrDefault(FilesSuite.counter(damage), 0L))
            .sum();
    assertEquals(RUNS, damages, counts.toString());
  }

  @Test
  void runsOfABuildIncludeEveryKindOfDamage() {
    SplittableRandom random = new SplittableRandom(1);
    Set<Damage> damages = EnumSet.noneOf(Damage.class);
    Set<FileKind> kinds = EnumSet.noneOf(FileKind.class);
    for (long run = 0; run < new FilesSuite().runs(Size.CI); run++) {
      DamagePlan plan = DamagePlan.choose(random);
      damages.add(plan.damage());
      kinds.add(plan.kind());
    }
    assertEquals(EnumSet.allOf(Damage.class), damages);
    assertEquals(EnumSet.allOf(FileKind.class), kinds);
  }

  @Test
  void damagedBytesDiffer() {
    SplittableRandom random = new SplittableRandom(2);
    for (Damage damage : new Damage[] {Damage.BITS_FLIPPED, Damage.TRUNCATED, Damage.PAGE_ZEROED}) {
      for (int length = 1; length < 9_000; length += 97) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) 7);
        byte[] before = bytes.clone();
        byte[] damaged = damage.of(bytes, random);
        assertFalse(Arrays.equals(bytes, damaged), damage + " of " + length);
        assertArrayEquals(before, bytes, "the given bytes stay as they are");
      }
    }
  }
}
