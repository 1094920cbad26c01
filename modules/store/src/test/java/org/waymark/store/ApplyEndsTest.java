package org.waymark.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.waymark.fixtures.oracle.OracleOutcome;
import org.waymark.segment.SegmentType;

/**
 * Tests that replacing, prolonging or removing a row leaves no stale entry in the table of ends.
 * The store is compared with the oracle after every record; times are milliseconds after the
 * world's beginning.
 */
class ApplyEndsTest {
  private static final long MINUTE_MS = 60_000;
  private static final long DAY_MS = 86_400_000;
  private static final long BASE_S = SmallWorld.BASE_S;
  private static final long BASE_MS = SmallWorld.BASE_MS;

  private final SmallWorldEvents events = new SmallWorldEvents();
  private final ApplyScenario scenario = ApplyScenario.inMemory(SmallWorldEvents.settings());

  @AfterEach
  void close() {
    scenario.close();
  }

  private OracleOutcome at(long ms, byte[] value) {
    return scenario.at(BASE_MS + ms, value);
  }

  private OracleOutcome tick(long ms) {
    return at(3 * DAY_MS, events.tick(BASE_MS + ms));
  }

  private byte[] direct(int expTime) {
    return events.segment(
        SegmentType.DOWN, SmallWorld.DIRECT, BASE_S + 1, expTime, BASE_MS + 1_000);
  }

  private byte[] revokeLeaf(long epochsAfterStart) {
    long epoch = SmallWorld.epoch(BASE_MS) + epochsAfterStart;
    return events.revocation(events.world().revocation(SmallWorld.LEAF, 2, epoch));
  }

  @Test
  void replacedVersionTakesItsEndWithIt() {
    at(0, direct(0));
    assertEquals(new OracleOutcome.Replaced(0), at(1, direct(1)));
    assertEquals(new OracleOutcome.Ticked(0), tick(MINUTE_MS));
    assertEquals(List.of(1L), scenario.stored());
    assertEquals(new OracleOutcome.Ticked(1), tick(6 * MINUTE_MS));
    assertEquals(List.of(), scenario.stored());
  }

  @Test
  void killedVersionTakesItsEndWithIt() {
    at(5_000, direct(1));
    assertInstanceOf(OracleOutcome.Revoked.class, at(12_000, revokeLeaf(1)));
    assertEquals(List.of(), scenario.stored());
    assertEquals(new OracleOutcome.Ticked(0), tick(6 * MINUTE_MS));
  }

  @Test
  void revocationRowThatIsProlongedEndsOnce() {
    assertInstanceOf(OracleOutcome.Revoked.class, at(9_000, revokeLeaf(0)));
    assertInstanceOf(OracleOutcome.Revoked.class, at(12_000, revokeLeaf(1)));
    assertEquals(2, scenario.rows());
    assertEquals(new OracleOutcome.Ticked(0), tick(DAY_MS + 10 * MINUTE_MS));
    assertEquals(new OracleOutcome.Ticked(2), tick(DAY_MS + 11 * MINUTE_MS));
    assertEquals(0, scenario.rows());
  }

  @Test
  void lastBlockCountsAndTheEndOfTheOneBeforeIsGone() {
    at(0, events.blockAs(SmallWorld.LEAF, BASE_MS + MINUTE_MS, "short"));
    at(1, events.blockAs(SmallWorld.LEAF, BASE_MS + 3 * MINUTE_MS, "long"));
    assertEquals(new OracleOutcome.Ticked(0), tick(MINUTE_MS));
    at(2, events.blockAs(SmallWorld.LEAF, BASE_MS + 2 * MINUTE_MS, "shorter again"));
    assertEquals(new OracleOutcome.Ticked(1), tick(2 * MINUTE_MS));
    assertEquals(new OracleOutcome.Ticked(0), tick(3 * MINUTE_MS));
  }

  @Test
  void laterEndOfAReportedInterfaceCounts() {
    at(0, events.interfaceDown(SmallWorld.LEAF, 2, BASE_MS + MINUTE_MS));
    at(1, events.interfaceDown(SmallWorld.LEAF, 2, BASE_MS + 2 * MINUTE_MS));
    at(2, events.interfaceDown(SmallWorld.LEAF, 2, BASE_MS + MINUTE_MS));
    assertEquals(1, scenario.rows());
    assertEquals(new OracleOutcome.Ticked(0), tick(MINUTE_MS));
    assertEquals(new OracleOutcome.Ticked(1), tick(2 * MINUTE_MS));
  }
}
