package org.waymark.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.waymark.fixtures.oracle.Oracle;
import org.waymark.fixtures.oracle.OracleOutcome;
import org.waymark.log.LogRecord;
import org.waymark.log.Topic;
import org.waymark.segment.ByteString;
import org.waymark.store.apply.Applied;
import org.waymark.store.view.ReadView;

/**
 * Folds every sequence of up to five records of a small alphabet, with the store and with the
 * oracle. Each symbol has its own record time, so record times go back in most sequences. Every
 * symbol may occur repeatedly, as when a producer retries.
 */
class SmallWorldTest {
  private static final int LENGTH = 5;
  private static final int ROCKS_SAMPLES = 2_000;
  private static final int SYMBOLS = SmallWorldAlphabet.SIZE;
  private static final long HOUR_MS = 3_600_000;

  /** The time after which every row of a sequence has ended. */
  private static final long BETWEEN_SAMPLES_S = 30 * 3_600;

  private static final long SEED = 20_260_101;

  private final SmallWorldEvents events = new SmallWorldEvents();
  private final OracleRecordReader reader =
      new OracleRecordReader(SmallWorldEvents.settings().limits());
  private final SmallWorldAlphabet alphabet = new SmallWorldAlphabet(events, SmallWorld.BASE_S);

  private List<LogRecord> log(int[] sequence) {
    List<LogRecord> log = new ArrayList<>();
    for (int symbol : sequence) {
      log.add(alphabet.record(log.size(), symbol));
    }
    return log;
  }

  private String describe(int[] sequence) {
    StringBuilder text = new StringBuilder();
    for (int symbol : sequence) {
      text.append("\n  ").append(alphabet.name(symbol));
    }
    return text.toString();
  }

  @Test
  void everySequenceInMemory() {
    Walk walk = new Walk();
    walk.from(new Oracle(SmallWorldEvents.AHEAD_MS, SmallWorld.TREE_TTLS), new int[0]);
    long expected = 0;
    for (int length = 1, all = 1; length <= LENGTH; length++) {
      all *= SYMBOLS;
      expected += all;
    }
    assertEquals(expected, walk.sequences);
    assertTrue(walk.states.size() > 500, "only " + walk.states.size() + " different states");
  }

  /**
   * Visits the sequences depth first. The oracle of each sequence extends the oracle of its prefix
   * by one record.
   */
  private final class Walk {
    private final Set<ByteString> states = new HashSet<>();
    private long sequences;

    private void from(Oracle oracle, int[] sequence) {
      if (sequence.length == LENGTH) {
        return;
      }
      for (int symbol = 0; symbol < SYMBOLS; symbol++) {
        int[] longer = Arrays.copyOf(sequence, sequence.length + 1);
        longer[sequence.length] = symbol;
        Oracle next = oracle.copy();
        List<LogRecord> log = log(longer);
        OracleOutcome outcome = reader.apply(next, log.getLast());
        judge(next, outcome, longer, log);
        from(next, longer);
      }
    }

    private void judge(Oracle oracle, OracleOutcome outcome, int[] sequence, List<LogRecord> log) {
      sequences++;
      try (Store store = Store.inMemory(SmallWorldEvents.settings())) {
        List<Applied> applied = store.apply(Topic.EVENTS, log);
        ApplyComparison.sameOutcome(outcome, applied.getLast());
        try (ReadView view = store.view()) {
          ApplyComparison.sameRows(oracle, view);
          states.add(view.digest(Topic.EVENTS).sum());
        }
      } catch (AssertionError e) {
        throw new AssertionError("after" + describe(sequence), e);
      }
    }
  }

  /**
   * One log and one database for all samples. Each sample starts a month after the previous one,
   * with a tick that removes all of its rows.
   */
  @Test
  void sampleOfSequencesInRocks() {
    System.out.println("SmallWorldTest.sampleOfSequencesInRocks: seed " + SEED);
    Random random = new Random(SEED);
    Oracle oracle = new Oracle(SmallWorldEvents.AHEAD_MS, SmallWorld.TREE_TTLS);
    List<LogRecord> log = new ArrayList<>();
    try (ApplyForm.Opened form = ApplyForm.ROCKS.open(SmallWorldEvents.settings())) {
      for (int sample = 1; sample <= ROCKS_SAMPLES; sample++) {
        int[] sequence = random.ints(LENGTH, 0, SYMBOLS).toArray();
        int applied = log.size();
        append(log, sample, sequence);
        log.subList(applied, log.size()).forEach(record -> reader.apply(oracle, record));
        int cut = applied + 1 + random.nextInt(LENGTH);
        form.store().apply(Topic.EVENTS, log.subList(applied, cut));
        if (random.nextInt(100) == 0) {
          form.reopen();
        }
        form.store().apply(Topic.EVENTS, log.subList(cut, log.size()));
        try {
          ApplyComparison.same(oracle, form.store());
        } catch (AssertionError e) {
          throw new AssertionError("sample " + sample + ":" + describe(sequence), e);
        }
      }
    }
  }

  private void append(List<LogRecord> log, int sample, int[] sequence) {
    long startS = SmallWorld.BASE_S + sample * BETWEEN_SAMPLES_S;
    long startMs = startS * 1_000;
    byte[] tick = events.tick(startMs - 2 * HOUR_MS);
    log.add(SmallWorldEvents.record(log.size(), startMs, tick));
    SmallWorldAlphabet alphabet = new SmallWorldAlphabet(events, startS);
    for (int symbol : sequence) {
      log.add(alphabet.record(log.size(), symbol));
    }
  }
}
