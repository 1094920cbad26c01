package org.waymark.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.waymark.fixtures.oracle.Oracle;
import org.waymark.fixtures.oracle.OracleOutcome;
import org.waymark.log.LogRecord;
import org.waymark.log.Topic;
import org.waymark.store.apply.Applied;
import org.waymark.store.row.ApplySettings;

/**
 * Tests that the fold depends on the records alone. It must not matter how they are split into
 * write batches, where a replica restarted, or whether rows are in RocksDB or in memory. Random
 * records of the small world are compared with the oracle.
 */
class ApplyContractTest {
  private static final long SEED = 77;

  private final SmallWorldEvents events = new SmallWorldEvents();
  private final ApplySettings settings = SmallWorldEvents.settings();
  private final OracleRecordReader reader = new OracleRecordReader(settings.limits());

  private Oracle oracle() {
    return new Oracle(settings.aheadMs(), settings.treeTtls());
  }

  /** {@return the oracle before the first record and after each record} */
  private List<Oracle> oracles(List<LogRecord> log) {
    List<Oracle> oracles = new ArrayList<>(List.of(oracle()));
    for (LogRecord record : log) {
      Oracle next = oracles.getLast().copy();
      reader.apply(next, record);
      oracles.add(next);
    }
    return oracles;
  }

  private static AssertionError failed(long seed, String where, Throwable cause) {
    return new AssertionError("seed " + seed + ", " + where, cause);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void everyRecordDoesWhatTheProseSays(long seed) {
    List<LogRecord> log = SmallWorldRandom.records(events, SEED + seed, 300);
    Oracle oracle = oracle();
    try (ApplyForm.Opened form = ApplyForm.MEMORY.open(settings)) {
      for (LogRecord record : log) {
        try {
          OracleOutcome outcome = reader.apply(oracle, record);
          List<Applied> applied = form.store().apply(Topic.EVENTS, List.of(record));
          ApplyComparison.sameOutcome(outcome, applied.getFirst());
          ApplyComparison.same(oracle, form.store());
        } catch (AssertionError e) {
          throw failed(SEED + seed, "record " + record.offset(), e);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(ApplyForm.class)
  void everySplitOfAShortLogGivesTheSame(ApplyForm kind) {
    int records = kind == ApplyForm.MEMORY ? 8 : 5;
    for (long seed = 0; seed < (kind == ApplyForm.MEMORY ? 8 : 2); seed++) {
      List<LogRecord> log = new ArrayList<>();
      // Only the records after the first thirty count, because these meet the effects of earlier
      // ones.
      for (LogRecord record : SmallWorldRandom.records(events, seed, records + 30)) {
        if (record.offset() >= 30) {
          log.add(SmallWorldEvents.record(log.size(), record.recordTimeMs(), record.value()));
        }
      }
      everySplit(kind, seed, log);
    }
  }

  private void everySplit(ApplyForm kind, long seed, List<LogRecord> log) {
    List<Oracle> oracles = oracles(log);
    System.out.println("ApplyContractTest, " + kind + ": seed " + seed + ", every split");
    for (int cuts = 0; cuts < 1 << (log.size() - 1); cuts++) {
      try (ApplyForm.Opened form = kind.open(settings)) {
        int from = 0;
        for (int to = 1; to <= log.size(); to++) {
          if (to == log.size() || (cuts >> (to - 1) & 1) == 1) {
            form.store().apply(Topic.EVENTS, log.subList(from, to));
            ApplyComparison.sameRows(oracles.get(to), form.store());
            from = to;
          }
        }
        ApplyComparison.same(oracles.getLast(), form.store());
      } catch (AssertionError e) {
        throw failed(seed, "cuts " + Integer.toBinaryString(cuts), e);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(ApplyForm.class)
  void everySplitOfALongLogGivesTheSame(ApplyForm kind) {
    for (long seed = 100; seed < 106; seed++) {
      Random random = new Random(seed);
      List<LogRecord> log = SmallWorldRandom.records(events, seed, 300);
      Oracle oracle = oracle();
      try (ApplyForm.Opened form = kind.open(settings)) {
        int from = 0;
        while (from < log.size()) {
          int to = Math.min(log.size(), from + 1 + random.nextInt(random.nextInt(60) + 1));
          List<LogRecord> batch = log.subList(from, to);
          batch.forEach(record -> reader.apply(oracle, record));
          form.store().apply(Topic.EVENTS, batch);
          ApplyComparison.same(oracle, form.store());
          from = to;
        }
      } catch (AssertionError e) {
        throw failed(seed, kind + ", long log", e);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(ApplyForm.class)
  void restartAtEveryRecordGivesTheSame(ApplyForm kind) {
    long seed = 200;
    List<LogRecord> log = SmallWorldRandom.records(events, seed, 60);
    Oracle oracle = oracle();
    try (ApplyForm.Opened form = kind.open(settings)) {
      for (LogRecord record : log) {
        reader.apply(oracle, record);
        form.store().apply(Topic.EVENTS, List.of(record));
        form.reopen();
        ApplyComparison.same(oracle, form.store());
      }
    } catch (AssertionError e) {
      throw failed(seed, kind + ", restarts", e);
    }
  }

  @ParameterizedTest
  @EnumSource(ApplyForm.class)
  void everyRecordRepeatedByItsProducerGivesWhatTheProseSays(ApplyForm kind) {
    for (long seed = 300; seed < 304; seed++) {
      Random random = new Random(seed);
      List<LogRecord> log = new ArrayList<>();
      for (LogRecord record : SmallWorldRandom.records(events, seed, 60)) {
        log.add(SmallWorldEvents.record(log.size(), record.recordTimeMs(), record.value()));
        LogRecord earlier = log.get(log.size() - 1 - random.nextInt(Math.min(3, log.size())));
        log.add(SmallWorldEvents.record(log.size(), earlier.recordTimeMs(), earlier.value()));
      }
      Oracle oracle = oracle();
      try (ApplyForm.Opened form = kind.open(settings)) {
        for (LogRecord record : log) {
          reader.apply(oracle, record);
          form.store().apply(Topic.EVENTS, List.of(record));
          ApplyComparison.same(oracle, form.store());
        }
      } catch (AssertionError e) {
        throw failed(seed, kind + ", repeated", e);
      }
    }
  }
}
