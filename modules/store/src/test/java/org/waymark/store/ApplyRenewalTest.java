package org.waymark.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.waymark.fixtures.oracle.OracleOutcome;
import org.waymark.segment.IsdAs;
import org.waymark.store.row.Row;
import org.waymark.store.view.ReadView;
import org.waymark.wire.event.RowKind;

/**
 * Blocks that replicas renew (APPLY, Interface-down and block). The store is compared with the
 * oracle after every record; times are milliseconds after the world's beginning.
 */
class ApplyRenewalTest {
  private static final IsdAs LEAF = SmallWorld.LEAF;
  private static final long MINUTE_MS = 60_000;
  private static final long HOUR_MS = 60 * MINUTE_MS;
  private static final long DAY_MS = 24 * HOUR_MS;
  private static final long BASE_MS = SmallWorld.BASE_MS;
  private static final long UNTIL_MS = BASE_MS + 30 * DAY_MS;

  private final SmallWorldEvents events = new SmallWorldEvents();
  private final ApplyScenario scenario = ApplyScenario.inBothForms();

  @AfterEach
  void close() {
    scenario.close();
  }

  private OracleOutcome at(long ms, byte[] value) {
    return scenario.at(BASE_MS + ms, value);
  }

  private byte[] block(long untilMs) {
    return events.blockAsUntil(LEAF, untilMs, untilMs);
  }

  private byte[] renewal(long untilMs) {
    return events.renewalAs(LEAF, untilMs, untilMs);
  }

  private List<Row.Block> blocks() {
    try (ReadView view = scenario.stores().getFirst().view()) {
      return view.rows(RowKind.BLOCK).stream().map(Row.Block.class::cast).toList();
    }
  }

  private Row.Block block() {
    List<Row.Block> blocks = blocks();
    assertEquals(1, blocks.size());
    return blocks.getFirst();
  }

  @Test
  void longBlockEndsAfterADayAndKeepsTheEndThatWasAskedFor() {
    assertEquals(new OracleOutcome.Blocked(), at(0, block(UNTIL_MS)));

    assertEquals(BASE_MS + DAY_MS, block().endMs());
    assertEquals(UNTIL_MS, block().untilMs());
    assertEquals("replica", block().operator());
    assertEquals(Optional.empty(), block().renewedBy());
  }

  @Test
  void renewalProlongsTheBlockAndKeepsOperatorReasonAndEnd() {
    at(0, block(UNTIL_MS));
    assertEquals(new OracleOutcome.Blocked(), at(12 * HOUR_MS, renewal(UNTIL_MS)));

    assertEquals(BASE_MS + 36 * HOUR_MS, block().endMs());
    assertEquals(UNTIL_MS, block().untilMs());
    assertEquals("operator ann", block().operator());
    assertEquals("long", block().reason());
    assertEquals(Optional.of("replica"), block().renewedBy());
  }

  @Test
  void renewalEndsWithTheBlockThatItRenews() {
    at(0, block(BASE_MS + 30 * HOUR_MS));
    at(12 * HOUR_MS, renewal(BASE_MS + 30 * HOUR_MS));

    assertEquals(BASE_MS + 30 * HOUR_MS, block().endMs());
    assertEquals(BASE_MS + 30 * HOUR_MS, block().untilMs());
  }

  @Test
  void renewalOfALiftedBlockIsIgnored() {
    at(0, block(UNTIL_MS));
    at(HOUR_MS, events.blockAs(LEAF, 0, "lifted"));
    assertEquals(new OracleOutcome.RenewalIgnored(), at(HOUR_MS + 1, renewal(UNTIL_MS)));

    assertTrue(block().endMs() < BASE_MS + HOUR_MS, () -> block().toString());
    assertEquals(block().endMs(), block().untilMs());
  }

  @Test
  void renewalOfAReplacedBlockIsIgnored() {
    at(0, block(UNTIL_MS));
    at(HOUR_MS, block(UNTIL_MS + 1));
    assertEquals(new OracleOutcome.RenewalIgnored(), at(HOUR_MS + 1, renewal(UNTIL_MS)));
    at(HOUR_MS + 2, events.blockAs(LEAF, BASE_MS + 2 * HOUR_MS, "short"));
    assertEquals(new OracleOutcome.RenewalIgnored(), at(HOUR_MS + 3, renewal(UNTIL_MS + 1)));

    assertEquals("short", block().reason());
  }

  @Test
  void renewalWithoutABlockCountsBecauseAFoldMayBeginAfterTheBlock() {
    assertEquals(new OracleOutcome.Blocked(), at(0, renewal(UNTIL_MS)));

    assertEquals(UNTIL_MS, block().untilMs());
    assertEquals("operator ann", block().operator());
  }

  @Test
  void renewalsOfTwoHoldersBothCount() {
    at(0, block(UNTIL_MS));
    assertEquals(new OracleOutcome.Blocked(), at(HOUR_MS, renewal(UNTIL_MS)));
    assertEquals(new OracleOutcome.Blocked(), at(HOUR_MS + 1, renewal(UNTIL_MS)));

    assertEquals(BASE_MS + HOUR_MS + 1 + DAY_MS, block().endMs());
  }

  @Test
  void liftedBlockIsRecognizedForHalfAnHour() {
    at(0, block(UNTIL_MS));
    at(HOUR_MS, events.blockAs(LEAF, 0, "lifted"));
    long keptMs = HOUR_MS + 30 * MINUTE_MS;
    assertEquals(new OracleOutcome.Ticked(0), at(keptMs - 1, events.tick(Long.MAX_VALUE)));
    assertEquals(new OracleOutcome.RenewalIgnored(), at(keptMs - 1, renewal(UNTIL_MS)));
    assertEquals(new OracleOutcome.Ticked(1), at(keptMs, events.tick(Long.MAX_VALUE)));
    assertEquals(List.of(), blocks());
  }

  @Test
  void lapsedBlockKeepsItsWishUntilATickRemovesIt() {
    at(0, block(UNTIL_MS));
    assertEquals(new OracleOutcome.Ticked(0), at(20 * DAY_MS, events.tick(BASE_MS + HOUR_MS)));
    assertEquals(UNTIL_MS, block().untilMs());
    at(20 * DAY_MS, renewal(UNTIL_MS));
    assertEquals(BASE_MS + 21 * DAY_MS, block().endMs());
  }

  @Test
  void anyEndIsAccepted() {
    for (long end : new long[] {Long.MIN_VALUE, -1, 0, Long.MAX_VALUE}) {
      for (long until : new long[] {Long.MIN_VALUE, -1, 0, Long.MAX_VALUE}) {
        at(0, events.blockAsUntil(LEAF, end, until));
        at(0, events.renewalAs(LEAF, end, until));
      }
    }
    assertEquals(1, blocks().size());
  }
}
