package org.waymark.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.waymark.log.Token;
import org.waymark.log.Topic;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentType;
import org.waymark.server.message.Source;
import org.waymark.server.outcome.Outcome;
import org.waymark.server.replay.SteppedFollowing;
import org.waymark.server.settings.ServerLimits;
import org.waymark.server.token.Freshness;
import org.waymark.server.token.ReadResult;
import org.waymark.server.token.WriteResult;
import org.waymark.store.row.SegmentQuery;
import org.waymark.store.row.StoreException;
import org.waymark.store.row.StoredSegment;
import org.waymark.wire.message.SegmentRecord;
import org.waymark.wire.packet.HostAddress;

/** Two replicas of one AS with one log; {@code here} is read, {@code there} is written to. */
class TokenReadsTest {
  private static final SegmentQuery UPS =
      new SegmentQuery(SegmentType.UP, IsdAs.NONE, ServerWorld.LOCAL);
  private static final long WITHIN_MS = 5_000;
  private static final int MAX_WAITING = 10_000;

  private ServerWorld here;
  private ServerWorld there;
  private List<CapnpSegment> ups;

  @BeforeEach
  void makeReplicas() {
    ServerWorld.Surroundings surroundings = ServerWorld.Surroundings.twoIsds();
    here = replica(surroundings, "here");
    there = replica(surroundings, "there");
    here.log.faults().takeLeaseAway();
    ups = here.network.segments().up(ServerWorld.LOCAL, 2).toList();
  }

  private static ServerWorld replica(ServerWorld.Surroundings surroundings, String id) {
    return new ServerWorld(surroundings, id, ServerWorld.LOCAL, 0.10, 5, ServerLimits.DEFAULT)
        .ready();
  }

  @AfterEach
  void close() {
    here.core.reads().close();
    assertEquals(List.of(), here.faults.faults());
    here.close();
    there.close();
  }

  private WriteResult<List<Outcome>> write(CapnpSegment segment) {
    CompletableFuture<WriteResult<List<Outcome>>> written =
        there
            .core
            .pathServer()
            .register(List.of(SegmentRecord.of(SegmentType.UP, segment)), ServerWorld.HOST);
    there.applyAll();
    return written.join();
  }

  private Token tokenOf(CapnpSegment segment) {
    return write(segment).token().orElseThrow();
  }

  private Token at(long nextOffset) {
    return new Token(here.log.identity().topicIds().get(Topic.EVENTS), nextOffset);
  }

  private CompletableFuture<ReadResult<List<CapnpSegment>>> read(Freshness freshness) {
    return read(freshness, ServerWorld.HOST.source());
  }

  private CompletableFuture<ReadResult<List<CapnpSegment>>> read(
      Freshness freshness, Source source) {
    return here.core
        .reads()
        .read(
            source,
            freshness,
            (segments, nowMs) ->
                segments.segments(UPS, nowMs, 10).stream()
                    .map(stored -> (CapnpSegment) stored.segment())
                    .toList());
  }

  private static Freshness after(Token token) {
    return Freshness.atLeast(token, WITHIN_MS);
  }

  private static <T> ReadResult<T> result(CompletableFuture<ReadResult<T>> read) {
    assertTrue(read.isDone(), "still waiting");
    return read.join();
  }

  private static <T> ReadResult.Answered<T> answer(CompletableFuture<ReadResult<T>> read) {
    if (result(read) instanceof ReadResult.Answered<T> answered) {
      return answered;
    }
    throw new AssertionError(read.join());
  }

  @Test
  void answerHasTheTokenOfTheStateThatWasRead() {
    assertEquals(
        new ReadResult.Answered<>(List.of(), at(0), Optional.empty()), result(read(Freshness.ANY)));
    write(ups.getFirst());
    here.applyAll();
    assertEquals(
        new ReadResult.Answered<>(List.of(ups.getFirst()), at(1), Optional.empty()),
        result(read(Freshness.ANY)));
  }

  @Test
  void clientReadsItsOwnWriteOnAnotherReplica() {
    write(ups.getFirst());
    Token token = tokenOf(ups.get(1));
    assertEquals(at(2), token);
    var read = read(after(token));
    assertFalse(read.isDone());
    assertEquals(1, here.gauge("waymark.reads.waiting"));
    here.applyAll();
    assertTrue(answer(read).value().contains(ups.get(1)));
    assertEquals(at(2), answer(read).token());
    assertEquals(0, here.gauge("waymark.reads.waiting"));
  }

  @Test
  void reachedTokenIsAnsweredAtOnceFromThePresentState() {
    Token token = tokenOf(ups.getFirst());
    write(ups.get(1));
    here.applyAll();
    assertEquals(at(2), answer(read(after(token))).token());
  }

  @Test
  void stateThatIsNotReachedInTimeIsAnsweredAsSuch() {
    var read = read(after(tokenOf(ups.getFirst())));
    here.timers.runForMs(WITHIN_MS - 1);
    assertFalse(read.isDone());
    here.timers.runForMs(1);
    assertEquals(new ReadResult.TooLate<>(at(0), Optional.empty()), result(read));
    here.applyAll();
    assertEquals(0, here.gauge("waymark.reads.waiting"));
  }

  @Test
  void readThatMayNotWaitIsAnsweredAtOnce() {
    Token token = tokenOf(ups.getFirst());
    assertInstanceOf(ReadResult.TooLate.class, result(read(Freshness.atLeast(token, 0))));
  }

  @Test
  void tokenOfAnotherLogIsRefused() {
    ReadResult<?> refused = result(read(after(new Token("another", 0))));
    assertEquals(new ReadResult.OtherLog<>(at(0).topicId()), refused);
    assertTrue(refused.advice().contains("read without a token"), refused.advice());
  }

  @Test
  void tokenBeyondTheEndOfTheLogIsNotWaitedFor() {
    write(ups.getFirst());
    here.applyAll();
    assertInstanceOf(ReadResult.LostRecords.class, result(read(after(at(2)))));
  }

  @Test
  void lossOfRecordsThatAreWaitedForEndsTheRead() {
    write(ups.getFirst());
    here.applyAll();
    var read = read(after(tokenOf(ups.get(1))));
    assertFalse(read.isDone());
    here.log.faults().truncate(Topic.EVENTS, 1);
    here.timers.runForMs(1_000);
    assertInstanceOf(ReadResult.LostRecords.class, result(read));
  }

  @Test
  void recreatedTopicEndsTheRead() {
    write(ups.getFirst());
    var read = read(after(at(1)));
    here.log.faults().makeAgain(Topic.EVENTS);
    here.log.append(Topic.EVENTS, ServerWorld.entry(TokenWritesTest.tick()));
    here.timers.runForMs(1_000);
    assertInstanceOf(ReadResult.LostRecords.class, result(read));
  }

  @Test
  void unreachableLogSaysNothingAboutALoss() {
    here.log.faults().goAway();
    var read = read(after(at(1)));
    here.timers.runForMs(WITHIN_MS);
    assertInstanceOf(ReadResult.TooLate.class, result(read));
  }

  /** The records that take the place of lost ones must not pass for them silently. */
  @Test
  void answerAfterALossSaysSo() {
    SteppedFollowing following = new SteppedFollowing(here.core.context(), here.core.follower());
    write(ups.getFirst());
    Token token = tokenOf(ups.get(1));
    following.step();
    assertEquals(Optional.empty(), answer(read(after(token))).loss());
    here.log.faults().truncate(Topic.EVENTS, 1);
    here.timers.runForMs(2);
    here.log.append(Topic.EVENTS, ServerWorld.entry(TokenWritesTest.tick()));
    following.step();
    following.step();
    assertTrue(following.isEven());
    assertEquals(1, following.rebuilds());
    ReadResult.Answered<List<CapnpSegment>> answer = answer(read(after(token)));
    assertEquals(List.of(ups.getFirst()), answer.value());
    assertTrue(answer.loss().orElseThrow().reason().contains("differ"), answer.toString());
    assertEquals(Optional.empty(), answer(read(Freshness.ANY)).loss());
    here.timers.runForMs(27 * 3_600_000L);
    assertEquals(Optional.empty(), answer(read(after(token))).loss());
    following.close();
  }

  /** The take-over is the only sign, because the log has no further record. */
  @Test
  void storeThatTakesOverWakesReads() {
    SteppedFollowing following = new SteppedFollowing(here.core.context(), here.core.follower());
    var read = read(after(tokenOf(ups.getFirst())));
    here.context.store().orders().order("a test");
    following.step();
    assertEquals(1, following.rebuilds());
    assertEquals(at(1), answer(read).token());
    following.close();
  }

  @Test
  void applyingThreadDoesNotRead() {
    here.hasNoThread = true;
    var read = read(after(tokenOf(ups.getFirst())));
    here.applyAll();
    assertFalse(read.isDone());
    here.tasks.forEach(Runnable::run);
    assertEquals(at(1), answer(read).token());
  }

  @Test
  void timerThreadDoesNotRead() {
    here.hasNoThread = true;
    var read = read(after(tokenOf(ups.getFirst())));
    here.timers.runForMs(WITHIN_MS);
    assertFalse(read.isDone());
    here.tasks.forEach(Runnable::run);
    assertInstanceOf(ReadResult.TooLate.class, result(read));
  }

  @Test
  void waitingReadsAreLimitedAndFair() {
    write(ups.getFirst());
    var other = read(after(at(1)), new Source(ServerWorld.LOCAL, new HostAddress.Ipv4(0x7f000002)));
    List<CompletableFuture<ReadResult<List<CapnpSegment>>>> greedy = new ArrayList<>();
    for (int i = 0; i < MAX_WAITING; i++) {
      greedy.add(read(after(at(1))));
    }
    assertInstanceOf(ReadResult.Overloaded.class, result(greedy.getFirst()));
    assertEquals(MAX_WAITING, here.gauge("waymark.reads.waiting"));
    here.applyAll();
    assertEquals(at(1), answer(other).token());
    assertEquals(at(1), answer(greedy.getLast()).token());
  }

  @Test
  void readIsRefusedIfNoThreadCanContinueIt() {
    var read = read(after(tokenOf(ups.getFirst())));
    here.executorIsFull = true;
    here.applyAll();
    assertInstanceOf(ReadResult.Overloaded.class, result(read));
  }

  @Test
  void closingEndsReadsAndRefusesLaterOnes() {
    var read = read(after(tokenOf(ups.getFirst())));
    here.core.reads().close();
    assertInstanceOf(ReadResult.Closed.class, result(read));
    assertInstanceOf(ReadResult.Closed.class, result(read(Freshness.ANY)));
  }

  @Test
  void incompleteStoreIsNotRead() {
    try (ServerWorld starting = new ServerWorld()) {
      ReadResult<Integer> result =
          starting.core.reads().read(ServerWorld.HOST.source(), Freshness.ANY, (_, _) -> 1).join();
      assertInstanceOf(ReadResult.NotReady.class, result);
    }
  }

  @Test
  void failureOfTheStoreIsAResultAndAFailureOfTheReadingIsNot() {
    CompletableFuture<ReadResult<Integer>> failing =
        here.core
            .reads()
            .read(
                ServerWorld.HOST.source(),
                Freshness.ANY,
                (_, _) -> {
                  throw new IllegalStateException("told to fail");
                });
    assertTrue(failing.isCompletedExceptionally());
    CompletableFuture<ReadResult<Integer>> unreadable =
        here.core
            .reads()
            .read(
                ServerWorld.HOST.source(),
                Freshness.ANY,
                (_, _) -> {
                  throw new StoreException.Closed();
                });
    assertInstanceOf(ReadResult.Unavailable.class, result(unreadable));
  }

  @Test
  void heldSegmentIsAnsweredWithTheTokenOfTheState() {
    write(ups.getFirst());
    here.applyAll();
    here.log.faults().goAway();
    here.context.readiness().logReachable(false);
    WriteResult<List<Outcome>> held =
        here.core
            .pathServer()
            .register(List.of(SegmentRecord.of(SegmentType.UP, ups.get(1))), ServerWorld.HOST)
            .join();
    assertEquals(new WriteResult<>(List.of(new Outcome.Held()), Optional.of(at(1))), held);
    ReadResult.Answered<List<StoredSegment>> answered =
        answer(
            here.core
                .reads()
                .read(
                    ServerWorld.HOST.source(),
                    after(at(1)),
                    (segments, nowMs) -> segments.segments(UPS, nowMs, 10)));
    assertEquals(at(1), answered.token());
    assertEquals(
        List.of(0L, StoredSegment.UNRECORDED),
        answered.value().stream().map(StoredSegment::offset).sorted().toList().reversed());
  }

  @Test
  void waitIsLimited() {
    assertThrows(
        IllegalArgumentException.class,
        () -> Freshness.atLeast(at(1), Freshness.MAX_WITHIN_MS + 1));
    assertThrows(IllegalArgumentException.class, () -> Freshness.atLeast(at(1), -1));
  }
}
