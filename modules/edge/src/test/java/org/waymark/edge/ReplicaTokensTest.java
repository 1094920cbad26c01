package org.waymark.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.waymark.log.Token;
import org.waymark.log.Topic;
import org.waymark.resolve.Resolution;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentType;
import org.waymark.server.message.Requester;
import org.waymark.server.outcome.Outcome;
import org.waymark.server.outcome.RevocationOutcome;
import org.waymark.server.token.Freshness;
import org.waymark.server.token.ReadResult;
import org.waymark.server.token.WriteResult;
import org.waymark.store.row.SegmentQuery;
import org.waymark.store.row.StoredSegment;
import org.waymark.wire.message.SegmentRecord;
import org.waymark.wire.message.SegmentRequest;
import org.waymark.wire.packet.HostAddress;

/** The program interface of two replicas with threads, RocksDB and one log. */
@Timeout(120)
class ReplicaTokensTest {
  private static final Requester CLIENT =
      new Requester(ReplicaWorld.LOCAL, new HostAddress.Ipv4(0x7f000001), 40_000);
  private static final IsdAs CORE = IsdAs.parse("1-11");
  private static final SegmentQuery UPS =
      new SegmentQuery(SegmentType.UP, CORE, ReplicaWorld.LOCAL);

  @TempDir private Path folder;
  private ReplicaWorld world;
  private Replica first;
  private Replica second;

  @BeforeEach
  void startReplicas() throws Exception {
    world = new ReplicaWorld(folder).withTrust();
    first = world.start(world.config("one"));
    second = world.start(world.config("two"));
  }

  @AfterEach
  void close() throws Exception {
    world.close();
  }

  private static <T> T join(CompletableFuture<T> future) {
    return future.orTimeout(ReplicaWorld.PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
  }

  private static Freshness after(Token token) {
    return Freshness.atLeast(token, ReplicaWorld.PATIENCE.toMillis());
  }

  private static <T> ReadResult.Answered<T> answer(CompletableFuture<ReadResult<T>> read) {
    if (join(read) instanceof ReadResult.Answered<T> answered) {
      return answered;
    }
    throw new AssertionError(join(read));
  }

  private static List<PathSegment> segments(List<StoredSegment> stored) {
    return stored.stream().map(StoredSegment::segment).toList();
  }

  @Test
  void clientReadsItsWritesAtTheOtherReplica() {
    List<CapnpSegment> ups = world.network.segments().up(ReplicaWorld.LOCAL, 2).toList();
    for (CapnpSegment up : ups) {
      WriteResult<List<Outcome>> written =
          join(first.register(List.of(SegmentRecord.of(SegmentType.UP, up)), CLIENT));
      assertInstanceOf(Outcome.Added.class, written.outcome().getFirst());
      Token token = written.token().orElseThrow();
      ReadResult.Answered<List<StoredSegment>> read =
          answer(
              second.segments(
                  new SegmentQuery(SegmentType.UP, up.firstIa(), ReplicaWorld.LOCAL),
                  100,
                  after(token),
                  CLIENT.source()));
      assertTrue(segments(read.value()).contains(up), read::toString);
      assertTrue(read.token().nextOffset() >= token.nextOffset(), read::toString);
    }
    int before = answer(first.segments(UPS, 100, Freshness.ANY, CLIENT.source())).value().size();
    WriteResult<RevocationOutcome> revoked =
        join(second.revoke(world.network.revocations().revoke(CORE, 11), CLIENT));
    assertInstanceOf(RevocationOutcome.Recorded.class, revoked.outcome());
    Freshness afterRevoked = after(revoked.token().orElseThrow());
    assertEquals(
        before - 1, answer(first.segments(UPS, 100, afterRevoked, CLIENT.source())).value().size());
    SegmentRequest request = new SegmentRequest(ReplicaWorld.LOCAL, CORE, false, false);
    ReadResult.Answered<Resolution> resolved =
        answer(first.resolve(request, afterRevoked, CLIENT.source()));
    assertEquals(before - 1, resolved.value().up().size());
    assertEquals(List.of(), world.faults.faults());
  }

  @Test
  void localAsNeedsNoSegments() {
    SegmentRequest request =
        new SegmentRequest(ReplicaWorld.LOCAL, ReplicaWorld.LOCAL, false, false);
    assertEquals(
        Resolution.NOTHING, answer(first.resolve(request, Freshness.ANY, CLIENT.source())).value());
  }

  @Test
  void closingTheReplicaEndsItsReads() {
    world.log.faults().goAway();
    CompletableFuture<ReadResult<List<StoredSegment>>> waiting =
        first.segments(
            UPS,
            100,
            Freshness.atLeast(
                new Token(world.log.identity().topicIds().get(Topic.EVENTS), 1_000),
                Freshness.MAX_WITHIN_MS),
            CLIENT.source());
    first.close();
    assertInstanceOf(ReadResult.Closed.class, join(waiting));
  }

  @Test
  void answerAboutThePastHasTheTokenOfItsMoment() throws Exception {
    world.registerUp(first, 0);
    Token token = new Token(world.log.identity().topicIds().get(Topic.EVENTS), 1);
    assertEquals(
        token.toString(),
        first
            .answer(JsonNodeFactory.instance.objectNode().put("query", "segments"))
            .path("token")
            .asText());
  }
}
