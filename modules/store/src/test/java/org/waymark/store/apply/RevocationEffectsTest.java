package org.waymark.store.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.waymark.store.Records.NOW_S;
import static org.waymark.store.Records.SETTINGS;
import static org.waymark.store.Records.SIX_HOURS;
import static org.waymark.store.Records.TREE_TTL_S;
import static org.waymark.store.Records.ia;
import static org.waymark.store.Records.of;
import static org.waymark.store.Records.record;
import static org.waymark.store.Records.revocableHop;
import static org.waymark.store.Records.revocation;
import static org.waymark.store.Records.segment;

import java.util.EnumSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.waymark.log.Topic;
import org.waymark.segment.ByteString;
import org.waymark.segment.Hop;
import org.waymark.segment.PathSegment;
import org.waymark.segment.ProofSide;
import org.waymark.segment.Revocation;
import org.waymark.segment.SegmentType;
import org.waymark.store.Store;
import org.waymark.store.backing.MemoryRows;
import org.waymark.store.row.Family;
import org.waymark.store.row.Keys;
import org.waymark.store.row.RowBatch;
import org.waymark.store.row.StoreException;
import org.waymark.store.row.StoredSegment;
import org.waymark.store.view.ReadView;
import org.waymark.wire.event.EventBody;

/**
 * Tests the answers of a view before a revocation or a segment is appended: whether it would prove,
 * be killed, or change nothing. The trees change every {@link Records#TREE_TTL_S} from NOW_S on.
 */
class RevocationEffectsTest {
  private static final Set<ProofSide> NONE = Set.of();
  private static final Set<ProofSide> BOTH = EnumSet.allOf(ProofSide.class);

  /**
   * A time in the first window, farther from its ends than the tolerated difference between clocks.
   */
  private static final long THEN_S = NOW_S + 100;

  private static final Hop CORE = revocableHop("1-1", 0, 1, THEN_S);
  private static final Hop LEAF = revocableHop("1-11", 2, 0, THEN_S);
  private static final PathSegment SEGMENT = segment(THEN_S, SIX_HOURS, CORE, LEAF);

  /** A store to which records are applied one at a time. */
  private static final class Told implements AutoCloseable {
    private final Store store = Store.inMemory(SETTINGS);
    private long nextOffset;

    Told at(long timeS, EventBody body) {
      store.apply(Topic.EVENTS, List.of(record(nextOffset++, timeS * 1_000, body)));
      return this;
    }

    ProvingSides proving(Revocation revocation) {
      try (ReadView view = store.view()) {
        return view.proving(revocation);
      }
    }

    boolean holds(Revocation revocation, Set<ProofSide> sides) {
      try (ReadView view = store.view()) {
        return view.holds(revocation, sides);
      }
    }

    OptionalLong killer(PathSegment segment, long timeMs) {
      try (ReadView view = store.view()) {
        return view.killer(segment, timeMs);
      }
    }

    @Override
    public void close() {
      store.close();
    }
  }

  private static Revocation changed(Revocation of, long epoch, ByteString nextRoot) {
    return new Revocation(
        of.ia(),
        of.interfaceId(),
        epoch,
        of.nonce(),
        of.siblings(),
        of.prevRoot(),
        nextRoot,
        of.hashType(),
        of.treeTtlS());
  }

  /** {@return the same proof, replayed some windows later, which matches the same roots} */
  private static Revocation replayed(Revocation of, int windows) {
    return changed(of, of.epoch() + windows * TREE_TTL_S / Revocation.EPOCH_S, of.nextRoot());
  }

  private static ProvingSides stored(ProofSide... sides) {
    return new ProvingSides(Set.of(sides), NONE);
  }

  private static ProvingSides killed(ProofSide... sides) {
    return new ProvingSides(NONE, Set.of(sides));
  }

  @Test
  void revocationProvesAgainstStoredSegmentsOfItsWindowAndOfTheOneBefore() {
    try (Told told = new Told().at(THEN_S, of(SegmentType.UP, SEGMENT))) {
      assertEquals(stored(ProofSide.NEXT), told.proving(revocation("1-1", 1, THEN_S)));
      assertEquals(stored(ProofSide.NEXT), told.proving(revocation("1-11", 2, THEN_S)));
      assertEquals(
          stored(ProofSide.PREVIOUS), told.proving(revocation("1-1", 1, THEN_S + TREE_TTL_S)));
      assertEquals(stored(), told.proving(revocation("1-1", 1, THEN_S + 2 * TREE_TTL_S)));
      assertEquals(stored(), told.proving(revocation("1-1", 1, THEN_S - TREE_TTL_S)));
      assertEquals(stored(), told.proving(revocation("1-1", 2, THEN_S)));
      assertEquals(stored(), told.proving(revocation("1-2", 1, THEN_S)));
      assertEquals(stored(), told.proving(replayed(revocation("1-1", 1, THEN_S), 1)));
    }
  }

  @Test
  void revocationOfAPeerLinkProvesAndKillsNothing() {
    Hop peer = new Hop(CORE.ia(), 3, 0, CORE.root());
    try (Told told =
        new Told()
            .at(
                THEN_S,
                of(SegmentType.UP, segment(THEN_S, SIX_HOURS, List.of(peer), CORE, LEAF)))) {
      assertEquals(stored(ProofSide.NEXT), told.proving(revocation("1-1", 3, THEN_S)));
      assertEquals(OptionalLong.empty(), killerAfter(told, revocation("1-1", 3, THEN_S)));
    }
  }

  private static OptionalLong killerAfter(Told told, Revocation revocation) {
    told.at(THEN_S, of(revocation));
    return told.killer(SEGMENT, THEN_S * 1_000);
  }

  @Test
  void oneSegmentThatFitsIsEnoughWhicheverIsFoundFirst() {
    // The segment has the root of the first window, but was made in the third.
    PathSegment late = segment(THEN_S + 2 * TREE_TTL_S, SIX_HOURS, CORE, LEAF);
    long lateS = THEN_S + 2 * TREE_TTL_S;
    Revocation revocation = revocation("1-1", 1, THEN_S);
    for (SegmentType fitting : List.of(SegmentType.UP, SegmentType.DOWN)) {
      SegmentType other = fitting == SegmentType.UP ? SegmentType.DOWN : SegmentType.UP;
      try (Told told = new Told().at(lateS, of(other, late))) {
        assertEquals(stored(), told.proving(revocation));
        told.at(THEN_S, of(fitting, SEGMENT));
        assertEquals(stored(ProofSide.NEXT), told.proving(revocation));
      }
    }
  }

  @Test
  void revocationProvesAgainstWhatAnotherHasKilled() {
    Revocation first = revocation("1-1", 1, THEN_S);
    try (Told told = new Told().at(THEN_S, of(SegmentType.UP, SEGMENT)).at(THEN_S, of(first))) {
      assertEquals(killed(ProofSide.NEXT, ProofSide.PREVIOUS), told.proving(first));
      assertEquals(
          killed(ProofSide.NEXT, ProofSide.PREVIOUS),
          told.proving(revocation("1-1", 1, THEN_S + 10)));
      assertEquals(
          killed(ProofSide.PREVIOUS), told.proving(revocation("1-1", 1, THEN_S + TREE_TTL_S)));
      assertEquals(killed(ProofSide.NEXT), told.proving(revocation("1-1", 1, THEN_S - TREE_TTL_S)));
      assertEquals(killed(), told.proving(replayed(first, 1)));
      assertEquals(killed(), told.proving(revocation("1-11", 2, THEN_S)));
    }
  }

  @Test
  void oneRevocationThatHasKilledIsEnoughWhicheverIsFoundFirst() {
    // Rows under one root are in the order of their windows.
    Revocation first = revocation("1-1", 1, THEN_S);
    for (int windows : List.of(-1, 1)) {
      Revocation replayed = replayed(first, windows);
      try (Told told = new Told().at(THEN_S + windows * TREE_TTL_S, of(replayed))) {
        assertTrue(told.holds(replayed, BOTH));
        assertEquals(killed(), told.proving(first));
        told.at(THEN_S, of(first));
        assertEquals(killed(ProofSide.NEXT, ProofSide.PREVIOUS), told.proving(first));
      }
    }
  }

  @Test
  void halvesAreToldApart() {
    ProvingSides sides = new ProvingSides(Set.of(ProofSide.NEXT), Set.of(ProofSide.PREVIOUS));
    assertEquals(BOTH, sides.all());
    assertFalse(sides.isEmpty());
    assertEquals(Set.of(ProofSide.NEXT), stored(ProofSide.NEXT).all());
    assertFalse(stored(ProofSide.NEXT).isEmpty());
    assertEquals(Set.of(ProofSide.NEXT), killed(ProofSide.NEXT).all());
    assertFalse(killed(ProofSide.NEXT).isEmpty());
    assertTrue(stored().isEmpty());
    assertEquals(NONE, stored().all());
  }

  @Test
  void revocationIsHeldWhenEachOfItsHalvesIsStoredAndExpiresNoEarlier() {
    Revocation first = revocation("1-1", 1, THEN_S);
    Revocation garbled = changed(first, first.epoch(), ByteString.ofHex("00".repeat(32)));
    try (Told told = new Told()) {
      assertFalse(told.holds(first, BOTH));
      assertTrue(told.holds(first, NONE));
      told.at(THEN_S, of(first));
      assertTrue(told.holds(first, BOTH));
      assertTrue(told.holds(revocation("1-1", 1, THEN_S - 10), BOTH));
      assertFalse(told.holds(revocation("1-1", 1, THEN_S + 10), BOTH));
      assertTrue(told.holds(garbled, Set.of(ProofSide.PREVIOUS)));
      assertFalse(told.holds(garbled, Set.of(ProofSide.NEXT)));
      assertFalse(told.holds(garbled, BOTH));
    }
  }

  @Test
  void killerIsTheFirstInTheOrderOfHopsUntilItsExpiry() {
    Revocation ofLeaf = revocation("1-11", 2, THEN_S);
    Revocation ofCore = revocation("1-1", 1, THEN_S);
    try (Told told = new Told()) {
      assertEquals(OptionalLong.empty(), told.killer(SEGMENT, THEN_S * 1_000));
      told.at(THEN_S, of(ofLeaf));
      assertEquals(OptionalLong.of(0), told.killer(SEGMENT, THEN_S * 1_000));
      told.at(THEN_S, of(ofCore));
      assertEquals(OptionalLong.of(1), told.killer(SEGMENT, THEN_S * 1_000));
      assertEquals(OptionalLong.of(1), told.killer(SEGMENT, ofCore.expiryMs() - 1));
      assertEquals(OptionalLong.empty(), told.killer(SEGMENT, ofCore.expiryMs()));
    }
  }

  @Test
  void killerIsFoundBehindRevocationsThatKillNothing() {
    // This has the root of the segment, but belongs to a window before the segment was made; its
    // row comes first.
    Revocation replayed = replayed(revocation("1-1", 1, THEN_S), -1);
    try (Told told = new Told().at(THEN_S - TREE_TTL_S, of(replayed))) {
      assertTrue(told.holds(replayed, BOTH));
      assertEquals(OptionalLong.empty(), told.killer(SEGMENT, THEN_S * 1_000));
      told.at(THEN_S, of(revocation("1-1", 1, THEN_S)));
      assertEquals(OptionalLong.of(1), told.killer(SEGMENT, THEN_S * 1_000));
    }
  }

  @Test
  void segmentThatEntersAndLeavesByOneInterfaceIsKilledOverIt() {
    Hop both = revocableHop("1-1", 1, 1, THEN_S);
    try (Told told = new Told().at(THEN_S, of(revocation("1-1", 1, THEN_S)))) {
      PathSegment segment = segment(THEN_S, SIX_HOURS, both, LEAF);
      assertEquals(OptionalLong.of(0), told.killer(segment, THEN_S * 1_000));
    }
  }

  @Test
  void indexOfNoSegmentIsToldAndNotPassedOver() {
    Revocation revocation = revocation("1-1", 1, THEN_S);
    byte[] interfaceRoot = Keys.interfaceRoot(CORE.ia(), 1, CORE.root());
    byte[] segment =
        Keys.segment(new StoredSegment(SEGMENT, SegmentType.UP, THEN_S * 1_000, 0).key());
    try (MemoryRows rows = new MemoryRows()) {
      RowBatch batch = new RowBatch(rows.latest());
      batch.put(Family.BY_INTERFACE, Keys.byInterface(interfaceRoot, segment), new byte[] {0});
      rows.commit(batch);
      RevocationEffects effects = new RevocationEffects(rows.latest());
      assertThrows(StoreException.Unavailable.class, () -> effects.proving(revocation));
      assertEquals(1, effects.pathUsers(ia("1-1"), 1, CORE.root()).size());
    }
  }
}
