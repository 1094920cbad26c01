package org.waymark.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.waymark.log.Token;
import org.waymark.log.Topic;
import org.waymark.runtime.FairQueue;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.Revocation;
import org.waymark.segment.SegmentType;
import org.waymark.server.outcome.Outcome;
import org.waymark.server.outcome.RefusalCause;
import org.waymark.server.outcome.RevocationOutcome;
import org.waymark.server.token.TokenWrites;
import org.waymark.server.token.WriteResult;
import org.waymark.store.apply.Applied;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.message.SegmentRecord;

class TokenWritesTest {
  private static final IsdAs CORE = IsdAs.parse("1-11");

  private ServerWorld world;
  private List<CapnpSegment> ups;

  @BeforeEach
  void makeReplica() {
    world = new ServerWorld().ready();
    world.log.faults().takeLeaseAway();
    ups = world.network.segments().up(ServerWorld.LOCAL, 2).toList();
  }

  @AfterEach
  void close() {
    assertEquals(List.of(), world.faults.faults());
    world.close();
  }

  /** {@return an event that changes nothing} */
  static EventBody.State tick() {
    return new EventBody.TickEvent(0);
  }

  private CompletableFuture<WriteResult<List<Outcome>>> register(PathSegment... segments) {
    return world
        .core
        .pathServer()
        .register(
            Arrays.stream(segments).map(one -> SegmentRecord.of(SegmentType.UP, one)).toList(),
            ServerWorld.HOST);
  }

  private static <T> T result(CompletableFuture<T> written) {
    assertTrue(written.isDone(), "no outcome yet");
    return written.join();
  }

  private Optional<Token> at(long nextOffset) {
    return Optional.of(new Token(world.log.identity().topicIds().get(Topic.EVENTS), nextOffset));
  }

  @Test
  void outcomesArePerSegmentAndTheTokenContainsAllOfThem() {
    CapnpSegment expired =
        world.network.segments().up(ServerWorld.LOCAL, 2).findFirst().orElseThrow();
    var written = register(ups.getFirst(), ups.get(1));
    assertFalse(written.isDone());
    world.applyAll();
    assertEquals(
        new WriteResult<>(List.of(new Outcome.Added(0), new Outcome.Added(1)), at(2)),
        result(written));
    assertEquals(new WriteResult<>(List.of(new Outcome.Known()), at(2)), result(register(expired)));
    assertEquals(2, world.registrations("added", ""));
  }

  @Test
  void tokenOfARecordedSegmentIsTheStateAfterItsRecord() {
    var written = register(ups.getFirst());
    world.log.append(Topic.EVENTS, ServerWorld.entry(tick()));
    world.applyAll();
    assertEquals(new WriteResult<>(List.of(new Outcome.Added(0)), at(1)), result(written));
  }

  @Test
  void emptyWriteReturnsTheTokenOfTheState() {
    world.appendEvent(tick());
    assertEquals(new WriteResult<>(List.of(), at(1)), result(register()));
  }

  @Test
  void revocationReturnsTheStateAfterItsRecord() {
    register(ups.getFirst(), ups.get(1));
    world.applyAll();
    Revocation revocation = world.network.revocations().revoke(CORE, 11);
    var revoked = world.core.pathServer().revoke(revocation, ServerWorld.HOST);
    assertFalse(revoked.isDone());
    world.applyAll();
    assertEquals(
        new WriteResult<RevocationOutcome>(new RevocationOutcome.Recorded(2, 1), at(3)),
        result(revoked));
    assertEquals(
        new WriteResult<RevocationOutcome>(new RevocationOutcome.Known(), at(3)),
        world.core.pathServer().revoke(revocation, ServerWorld.HOST).join());
  }

  @Test
  void segmentDroppedFromTheQueueIsRefused() {
    world.waiting = Optional.of(new FairQueue<>(1, Long.MAX_VALUE));
    var first = register(ups.getFirst());
    var second = register(ups.get(1));
    Outcome.Refused refused =
        assertInstanceOf(Outcome.Refused.class, result(first).outcome().getFirst());
    assertEquals(RefusalCause.OVERLOAD, refused.cause());
    assertFalse(second.isDone());
  }

  /**
   * While a store is built from a log that has lost records, appends complete when that store has
   * applied them. The serving store does not contain these records, whatever its offset is.
   */
  @Test
  void tokenDuringARebuildIsThatOfTheRecordOrOfAllThatIsKnown() {
    TokenWrites writes = new TokenWrites(world.context);
    world.appendEvent(tick());
    world.appendEvent(tick());
    world.appendEvent(tick());
    assertEquals(at(3), token(writes, new Outcome.Known()));
    writes.applied(Topic.EVENTS, List.of(new Applied.RevocationKnown(8)));
    assertEquals(at(9), token(writes, new Outcome.Superseded()));
    writes.rebuilding();
    assertEquals(at(3), token(writes, new Outcome.Superseded()));
    writes.applied(Topic.EVENTS, List.of(new Applied.RevocationKnown(1)));
    assertEquals(at(2), token(writes, new Outcome.Added(1)));
  }

  private static Optional<Token> token(TokenWrites writes, Outcome outcome) {
    return writes.registered(List.of(CompletableFuture.completedFuture(outcome))).join().token();
  }

  @Test
  void closingEndsWritesAsUnknown() {
    var written = register(ups.getFirst());
    assertFalse(written.isDone());
    world.core.writes().close();
    assertInstanceOf(Outcome.Unknown.class, result(written).outcome().getFirst());
    var later = register(ups.get(1));
    assertInstanceOf(Outcome.Unknown.class, result(later).outcome().getFirst());
  }
}
