package org.waymark.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.waymark.store.apply.Applied;
import org.waymark.store.row.ApplyVersion;

/**
 * Pins the fold to the apply version. Replicas compare digests only between equal versions. Two
 * builds with different rules under one number would compare digests that cannot be equal or,
 * worse, continue from each other's stores. The rules are spread over several modules (decoders,
 * {@code TrcRules}, {@code ChainRules}, the windows of proofs, {@code Expiry}), and any change to
 * them fails this test.
 */
class RecordedFoldTest {
  @Test
  @DisabledIfSystemProperty(named = RecordedFold.RECORD, matches = ".*")
  void everyRecordLeadsToTheDigestRecordedUnderThisVersion() throws IOException {
    List<RecordedFold.Step> recorded = RecordedFold.read();
    int[] at = {0};
    RecordedFold.fold(
        recorded,
        (folded, applied) -> {
          RecordedFold.Step expected = recorded.get(at[0]++);
          assertEquals(
              expected.digest(),
              folded.digest(),
              () ->
                  "record "
                      + expected.record().offset()
                      + " of "
                      + expected.topic()
                      + " does something else than when it was recorded under apply version "
                      + ApplyVersion.CURRENT_NUMBER
                      + ": raise ApplyVersion.CURRENT_NUMBER, and record the log again with "
                      + RecordedFold.RECORD_COMMAND);
        });
  }

  @Test
  @DisabledIfSystemProperty(named = RecordedFold.RECORD, matches = ".*")
  void recordedLogExercisesEveryKindOfResult() throws IOException {
    Set<Class<?>> results = new HashSet<>();
    RecordedFold.fold(RecordedFold.read(), (step, applied) -> results.add(applied.getClass()));
    Set<Class<?>> kinds = new HashSet<>(Set.of(Applied.class.getPermittedSubclasses()));
    // Only a replay leaves records out, on request.
    kinds.remove(Applied.LeftOut.class);
    assertEquals(kinds, results);
    assertTrue(RecordedFold.read().size() > 200);
  }

  /** Writes the resource, if the property asks for it. */
  @Test
  @EnabledIfSystemProperty(named = RecordedFold.RECORD, matches = ".+")
  void record() throws IOException {
    RecordedFold.record(Path.of(System.getProperty(RecordedFold.RECORD)));
  }
}
