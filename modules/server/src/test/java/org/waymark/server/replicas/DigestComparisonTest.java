package org.waymark.server.replicas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.waymark.segment.ByteString;
import org.waymark.segment.Sha256;
import org.waymark.server.replicas.OtherReplica.Comparison;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.event.ReplicaCounters;
import org.waymark.wire.event.TickDigest;

class DigestComparisonTest {
  private static final String VERSION = "4-0123456789ab";
  private static final long START_MS = 1_520_000_000_000L;
  private static final long TICK_MS = 10_000;
  private static final long HOUR_MS = TimeUnit.HOURS.toMillis(1);

  /** Records between two ticks. */
  private static final long STEP = 100;

  private final DigestComparison comparison = new DigestComparison(VERSION);
  private final List<Finding> findings = new ArrayList<>();
  private long nowMs = START_MS;

  private static ByteString content(String store, long offset) {
    return Sha256.labelled(store).addLong(offset).digest();
  }

  /** {@return the digest of a store with some content at the tick with this number} */
  private static TickDigest digest(int tick, String store) {
    long offset = tick * STEP;
    return new TickDigest(offset, START_MS + tick * TICK_MS, content(store, offset), 7, true);
  }

  private static TickDigest incomplete(int tick, String store) {
    TickDigest whole = digest(tick, store);
    return new TickDigest(whole.offset(), whole.recordTimeMs(), whole.digest(), 7, false);
  }

  private static EventBody.ReplicaReported body(TickDigest digest, String version, int rebuilds) {
    return new EventBody.ReplicaReported(
        digest, version, 1, "ready", 0, 0, rebuilds, new ReplicaCounters(0, 0, 0, 0));
  }

  private void own(int tick, String store) {
    nowMs = Math.max(nowMs, START_MS + tick * TICK_MS);
    findings.addAll(comparison.applied(digest(tick, store)));
  }

  private void other(String id, int tick, String store) {
    other(id, body(digest(tick, store), VERSION, 0));
  }

  private void other(String id, EventBody.ReplicaReported body) {
    nowMs = Math.max(nowMs, body.tick().recordTimeMs());
    findings.addAll(
        comparison.reported(
            new ReceivedReport(id, body.tick().recordTimeMs(), body), nowMs - START_MS));
  }

  private Optional<Contest> contest() {
    return comparison.contest();
  }

  private Comparison comparedWith(String id) {
    return comparison.others().stream()
        .filter(one -> one.id().equals(id))
        .findFirst()
        .orElseThrow()
        .comparison();
  }

  private static Finding differs(String id, int tick, OptionalLong lastEqual) {
    return new Finding.Differs(id, digest(tick, "good"), digest(tick, "bad"), lastEqual);
  }

  @Test
  void equalDigestsSayNothing() {
    for (int tick = 1; tick <= 5; tick++) {
      own(tick, "good");
      other("ps2", tick, "good");
    }
    assertEquals(List.of(), findings);
    assertEquals(Optional.empty(), contest());
    assertEquals(Comparison.EQUAL, comparedWith("ps2"));
    assertEquals(OptionalLong.of(5 * STEP), comparison.others().getFirst().comparedTick());
  }

  @Test
  void differenceIsFoundAtOnceAtTheFirstTickThatShowsIt() {
    own(1, "good");
    other("ps2", 1, "good");
    own(2, "good");
    other("ps2", 2, "bad");
    own(3, "good");
    other("ps2", 3, "bad");
    assertEquals(List.of(differs("ps2", 2, OptionalLong.of(STEP))), findings);
    assertEquals(Comparison.DIFFERENT, comparedWith("ps2"));
    assertEquals(OptionalLong.of(2 * STEP), comparison.others().getFirst().firstDifference());
  }

  @Test
  void reportMayComeBeforeTheOwnTickOrLongAfterIt() {
    other("ps2", 1, "bad");
    assertEquals(List.of(), findings);
    own(1, "good");
    assertEquals(List.of(differs("ps2", 1, OptionalLong.empty())), findings);
    findings.clear();
    IntStream.range(2, TickDigests.KEPT).forEach(tick -> own(tick, "good"));
    other("ps3", 2, "bad");
    assertEquals(List.of(differs("ps3", 2, OptionalLong.empty())), findings);
  }

  @Test
  void reportOfATickThatIsTooOldIsNotCompared() {
    IntStream.rangeClosed(1, TickDigests.KEPT + 1).forEach(tick -> own(tick, "good"));
    other("ps2", 1, "bad");
    assertEquals(List.of(), findings);
    assertEquals(Comparison.NOT_COMPARABLE, comparedWith("ps2"));
    other("ps2", 2, "bad");
    assertEquals(List.of(differs("ps2", 2, OptionalLong.empty())), findings);
  }

  @Test
  void differentNumbersOfRowsAreADifference() {
    own(1, "good");
    TickDigest one = digest(1, "good");
    TickDigest fewer =
        new TickDigest(one.offset(), one.recordTimeMs(), one.digest(), one.rows() - 1, true);
    other("ps2", body(fewer, VERSION, 0));
    assertEquals(Comparison.DIFFERENT, comparedWith("ps2"));
  }

  @Test
  void digestsOfIncompleteStoresAreNotCompared() {
    own(1, "good");
    other("ps2", body(incomplete(1, "bad"), VERSION, 0));
    assertEquals(List.of(), comparison.applied(incomplete(2, "bad")));
    other("ps2", 2, "good");
    assertEquals(List.of(), findings);
    assertEquals(Comparison.NOT_COMPARABLE, comparedWith("ps2"));
    assertEquals(Optional.empty(), contest());
  }

  @Test
  void otherTickAtTheSameOffsetIsNotCompared() {
    own(1, "good");
    TickDigest one = digest(1, "bad");
    TickDigest beforeTheLoss =
        new TickDigest(one.offset(), one.recordTimeMs() - 1, one.digest(), one.rows(), true);
    other("ps2", body(beforeTheLoss, VERSION, 0));
    assertEquals(List.of(), findings);
  }

  @Test
  void offsetsThatAreUsedAgainAfterALossAreCompared() {
    IntStream.rangeClosed(1_000, 1_000 + TickDigests.KEPT).forEach(tick -> own(tick, "good"));
    IntStream.rangeClosed(1_000, 1_000 + TickDigests.KEPT)
        .forEach(tick -> other("ps2", tick, "good"));
    comparison.rebuilding();
    own(1, "good");
    other("ps2", 1, "bad");
    assertEquals(List.of(differs("ps2", 1, OptionalLong.empty())), findings);
  }

  @Test
  void ofTwoReplicasNeitherKnowsWhoIsRight() {
    own(0, "good");
    own(1, "good");
    other("ps2", 1, "bad");
    assertEquals(Optional.of(new Contest(STEP, 1, 2, List.of("ps2"), STEP)), contest());
    assertTrue(contest().orElseThrow().why().contains("1 of 2 replicas"));
  }

  @Test
  void ofThreeReplicasTheMajorityIsRight() {
    own(0, "good");
    own(1, "good");
    other("ps2", 1, "bad");
    other("ps3", 1, "good");
    assertEquals(Optional.empty(), contest());
    assertEquals(Comparison.DIFFERENT, comparedWith("ps2"));
    assertEquals(Comparison.EQUAL, comparedWith("ps3"));
  }

  @Test
  void ofThreeReplicasTheOddOneKnowsThatItIsWrong() {
    own(0, "bad");
    own(1, "bad");
    other("ps2", 1, "good");
    other("ps3", 1, "good");
    assertEquals(Optional.of(new Contest(STEP, 1, 3, List.of("ps2", "ps3"), STEP)), contest());
  }

  @Test
  void ofFourReplicasTwoAgainstTwoIsNoMajority() {
    own(0, "good");
    own(1, "good");
    other("ps2", 1, "good");
    other("ps3", 1, "bad");
    other("ps4", 1, "bad");
    assertEquals(2, contest().orElseThrow().agreeing());
    assertEquals(4, contest().orElseThrow().voters());
  }

  @Test
  void nothingIsDecidedBeforeEveryReplicaThatIsAliveHasReportedTheTick() {
    other("ps3", 1, "good");
    own(1, "good");
    own(2, "good");
    other("ps2", 2, "bad");
    assertEquals(Optional.empty(), contest(), "ps3 has reported 10 s ago and will decide");
    other("ps3", 2, "good");
    assertEquals(Optional.empty(), contest(), "two of three");
  }

  @Test
  void replicaThatIsFarBehindIsWaitedForOnlyForTwoTicks() {
    own(1, "good");
    other("ps3", 1, "good");
    own(2, "good");
    other("ps2", 2, "bad");
    own(3, "good");
    assertEquals(Optional.empty(), contest());
    own(4, "good");
    assertEquals(2 * STEP, contest().orElseThrow().tick());
  }

  @Test
  void replicaThatIsSilentIsNotWaitedFor() {
    own(1, "good");
    other("ps3", 1, "good");
    IntStream.rangeClosed(2, 5).forEach(tick -> own(tick, "good"));
    other("ps2", 5, "bad");
    assertEquals(5 * STEP, contest().orElseThrow().tick());
  }

  @Test
  void firstTickOfAllDecidesOnlyWhenOthersHadTimeToReport() {
    own(1, "good");
    other("ps2", 1, "bad");
    own(2, "good");
    assertEquals(Optional.empty(), contest(), "there may be a third replica");
    own(3, "good");
    assertEquals(STEP, contest().orElseThrow().tick());
  }

  @Test
  void replicasOfOtherVersionsAreNeitherComparedNorWaitedFor() {
    own(0, "good");
    own(1, "good");
    other("ps3", body(digest(1, "bad"), "5-0123456789ab", 0));
    other("ps4", body(incomplete(1, "bad"), VERSION, 0));
    assertEquals(List.of(), findings);
    assertEquals(Comparison.NOT_COMPARABLE, comparedWith("ps3"));
    other("ps2", 1, "bad");
    assertEquals(2, contest().orElseThrow().voters());
  }

  @Test
  void otherVersionIsWarnedOfOnceAfterAnHourAndItsEndIsTold() {
    int perHour = (int) (HOUR_MS / TICK_MS);
    for (int tick = 1; tick <= 1 + perHour; tick++) {
      other("ps2", body(digest(tick, "good"), "5-0123456789ab", 0));
    }
    assertEquals(List.of(), findings);
    for (int tick = 2 + perHour; tick <= 1_000; tick++) {
      other("ps2", body(digest(tick, "good"), "5-0123456789ab", 0));
    }
    assertEquals(List.of(new Finding.OtherVersion("ps2", "5-0123456789ab")), findings);
    other("ps2", 1_001, "good");
    other("ps2", 1_002, "good");
    assertEquals(
        List.of(new Finding.OtherVersion("ps2", "5-0123456789ab"), new Finding.SameVersion("ps2")),
        findings);
  }

  @Test
  void versionThatWasTheSameInBetweenIsNotWarnedOf() {
    for (int tick = 1; tick <= 1_000; tick++) {
      boolean same = tick % 300 == 0;
      other("ps2", body(digest(tick, "good"), same ? VERSION : "5-0123456789ab", 0));
    }
    assertEquals(List.of(), findings);
  }

  @Test
  void differenceEndsWhenTheDigestsAreEqualAgain() {
    own(1, "good");
    other("ps2", 1, "bad");
    own(2, "good");
    other("ps2", body(digest(2, "good"), VERSION, 1));
    assertEquals(new Finding.Agrees("ps2", 2 * STEP), findings.getLast());
    assertEquals(Optional.empty(), contest());
    assertEquals(Comparison.EQUAL, comparedWith("ps2"));
    own(3, "good");
    other("ps2", body(digest(3, "bad"), VERSION, 1));
    assertEquals(differs("ps2", 3, OptionalLong.of(2 * STEP)), findings.getLast());
    assertTrue(contest().isPresent(), "this is another difference");
  }

  @Test
  void otherReplicaThatRebuildsIsEqualBeforeTheDifferenceWithoutEndingIt() {
    own(1, "good");
    own(2, "good");
    other("ps2", 2, "bad");
    other("ps2", body(digest(1, "good"), VERSION, 1));
    assertEquals(Comparison.DIFFERENT, comparedWith("ps2"));
    assertEquals(Optional.empty(), contest(), "its new store has not come so far");
    other("ps2", body(digest(2, "good"), VERSION, 1));
    assertEquals(Comparison.EQUAL, comparedWith("ps2"));
  }

  @Test
  void rebuiltStoreShowsThatTheOtherReplicaIsWrong() {
    own(1, "good");
    other("ps2", 1, "bad");
    comparison.rebuilding();
    own(1, "good");
    assertEquals(new Finding.Judged("ps2", STEP, Finding.Judgment.OURS), findings.getLast());
    own(2, "good");
    other("ps2", 2, "bad");
    assertEquals(Optional.empty(), contest(), "the log has decided");
    assertEquals(Comparison.DIFFERENT, comparedWith("ps2"));
  }

  @Test
  void rebuiltStoreShowsThatTheOldOneWasWrong() {
    own(1, "bad");
    other("ps2", 1, "good");
    comparison.rebuilding();
    assertEquals(Optional.empty(), contest());
    findings.clear();
    own(1, "good");
    assertEquals(
        List.of(
            new Finding.Judged("ps2", STEP, Finding.Judgment.THEIRS),
            new Finding.Agrees("ps2", STEP)),
        findings);
    assertEquals(Comparison.EQUAL, comparedWith("ps2"));
  }

  @Test
  void rebuiltStoreMayShowThatBothWereWrong() {
    own(1, "bad");
    other("ps2", 1, "worse");
    comparison.rebuilding();
    own(1, "good");
    assertEquals(new Finding.Judged("ps2", STEP, Finding.Judgment.NEITHER), findings.getLast());
  }

  @Test
  void whatAReplicaReportedOfAnEarlierStoreIsNotHeldAgainstIt() {
    other("ps2", 1, "bad");
    other("ps2", body(digest(2, "good"), VERSION, 1));
    other("ps3", 1, "bad");
    comparison.started("ps3");
    other("ps3", 2, "good");
    own(1, "good");
    own(2, "good");
    assertEquals(List.of(), findings);
    assertEquals(Comparison.EQUAL, comparedWith("ps2"));
    assertEquals(Comparison.EQUAL, comparedWith("ps3"));
  }

  @Test
  void idThatIsUsedAgainForAnotherStoreBeginsAnew() {
    own(1, "good");
    other("ps2", 1, "good");
    comparison.started("ps2");
    assertEquals(Comparison.NOT_COMPARABLE, comparedWith("ps2"));
    own(2, "good");
    other("ps2", 2, "bad");
    assertEquals(List.of(differs("ps2", 2, OptionalLong.empty())), findings);
  }

  @Test
  void madeUpIdsDisplaceWhoHasBeenSilentLongest() {
    other("ps2", 1, "good");
    for (int i = 0; i < 1_000; i++) {
      other("made-up-" + i, 2, "bad");
    }
    assertEquals(DigestComparison.MOST_REPLICAS, comparison.others().size());
    other("ps3", 3, "good");
    for (int i = 0; i < DigestComparison.MOST_REPLICAS - 2; i++) {
      other("made-up-again-" + i, 4, "bad");
    }
    assertTrue(comparison.others().stream().anyMatch(one -> one.id().equals("ps3")));
  }
}
