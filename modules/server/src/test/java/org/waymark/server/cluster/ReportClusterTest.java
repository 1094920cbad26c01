package org.waymark.server.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.LoggerFactory;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.log.Entry;
import org.waymark.log.Topic;
import org.waymark.segment.ByteString;
import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentType;
import org.waymark.server.replay.Readiness.State;
import org.waymark.server.replicas.OtherReplica;
import org.waymark.server.replicas.OtherReplica.Comparison;
import org.waymark.server.replicas.ReplicaReports;
import org.waymark.server.settings.ServerLimits;
import org.waymark.wire.event.Event;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.event.EventCodec;
import org.waymark.wire.event.TickDigest;

/** Replicas that report what they have applied, and one that once misreads a record. */
@Isolated("listens to log lines")
class ReportClusterTest {
  private static final int TICK_S = 10;
  private static final long SAMPLED_EVERY_MS = 10;

  private final Cluster cluster = new Cluster(NetworkTopology.tiny(), 1, ServerLimits.DEFAULT);
  private final ClusterAs as = cluster.as("1-12");
  private final PathSegment segment = cluster.segment(cluster.topology().route("1-11", "1-12"));

  /** The states in which each replica has been. */
  private final Map<String, Set<State>> states = new HashMap<>();

  /** The first differing ticks that each replica has named. */
  private final Map<String, Set<Long>> named = new HashMap<>();

  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger(ReplicaReports.class);

  @BeforeEach
  void listen() {
    lines.start();
    logger.setAdditive(false);
    logger.setLevel(Level.INFO);
    logger.addAppender(lines);
  }

  @AfterEach
  void noFaults() {
    logger.detachAppender(lines);
    logger.setLevel(null);
    logger.setAdditive(true);
    assertEquals(List.of(), cluster.faults());
    cluster.close();
  }

  private Stream<String> linesOf(Level level) {
    return lines.list.stream()
        .filter(line -> line.getLevel() == level)
        .map(ILoggingEvent::getFormattedMessage);
  }

  private void sample() {
    for (ClusterReplica replica : as.live()) {
      states.computeIfAbsent(replica.id(), id -> new TreeSet<>()).add(replica.state());
      replica.others().stream()
          .flatMapToLong(one -> one.firstDifference().stream())
          .forEach(tick -> named.computeIfAbsent(replica.id(), id -> new TreeSet<>()).add(tick));
    }
  }

  private List<ClusterReplica> ready(int replicas) {
    List<ClusterReplica> started = IntStream.range(0, replicas).mapToObj(i -> as.start()).toList();
    cluster.run(3 * TICK_S);
    assertTrue(started.stream().allMatch(ClusterReplica::isReady));
    cluster.timers.every(SAMPLED_EVERY_MS, this::sample);
    return started;
  }

  private List<Long> ticks() {
    return as.events(Topic.EVENTS).entrySet().stream()
        .filter(one -> one.getValue().body() instanceof EventBody.TickEvent)
        .map(Map.Entry::getKey)
        .toList();
  }

  private List<EventBody.ReplicaReported> reportsOf(ClusterReplica replica) {
    return as.events(Topic.AUDIT).values().stream()
        .filter(event -> event.writer().equals(replica.id()))
        .filter(event -> event.body() instanceof EventBody.ReplicaReported)
        .map(event -> (EventBody.ReplicaReported) event.body())
        .toList();
  }

  /** Makes one replica misread a registration. {@return the offset of the next tick} */
  private long plantIn(ClusterReplica replica) {
    replica.misreadNext();
    as.register(SegmentType.UP, segment);
    long recorded = as.log().end(Topic.EVENTS).nextOffset();
    cluster.runUntil(() -> ticks().getLast() >= recorded, 2 * TICK_S);
    return ticks().getLast();
  }

  private static Comparison comparison(ClusterReplica of, ClusterReplica with) {
    return other(of, with).comparison();
  }

  private static OtherReplica other(ClusterReplica of, ClusterReplica with) {
    return of.others().stream().filter(one -> one.id().equals(with.id())).findFirst().orElseThrow();
  }

  private static long differences(ClusterReplica replica) {
    return replica.count("waymark.digest.differences");
  }

  @Test
  void everyReplicaReportsAtEveryTickWhatItHasApplied() {
    List<ClusterReplica> replicas = ready(2);
    as.register(SegmentType.UP, segment);
    cluster.run(60 * TICK_S + 1);
    for (ClusterReplica replica : replicas) {
      List<EventBody.ReplicaReported> reports = reportsOf(replica);
      assertEquals(ticks(), reports.stream().map(one -> one.tick().offset()).toList());
      EventBody.ReplicaReported last = reports.getLast();
      assertEquals(replica.store().digest(Topic.EVENTS).sum(), last.tick().digest());
      assertEquals(1, last.tick().rows());
      assertTrue(last.tick().complete());
      assertEquals(
          replica.store().digest(Topic.EVENTS).applyVersion().toString(), last.applyVersion());
      assertEquals(Event.NEWEST_SCHEMA, last.newestSchema());
      assertEquals("ready", last.state());
      assertEquals(0, last.lagRecords());
      assertTrue(last.lagMs() <= 50, "applied within a step: " + last.lagMs());
      assertEquals(0, last.rebuilds());
    }
    assertEquals(1, reportsOf(replicas.get(0)).getLast().counters().segmentsAppended());
    assertEquals(Comparison.EQUAL, comparison(replicas.get(0), replicas.get(1)));
    assertEquals(Comparison.EQUAL, comparison(replicas.get(1), replicas.get(0)));
    assertEquals(1, replicas.get(0).gauge("waymark.replicas.reporting"));
    assertEquals(-1, replicas.get(0).gauge("waymark.replicas.first.difference"));
  }

  @Test
  void ofTwoReplicasThatDifferBothAreDivergedAndTheLogDecides() {
    List<ClusterReplica> replicas = ready(2);
    long tick = plantIn(replicas.get(1));
    cluster.run(3 * TICK_S);
    for (ClusterReplica replica : replicas) {
      assertEquals(Set.of(tick), named.get(replica.id()), replica.id());
      assertTrue(states.get(replica.id()).contains(State.DIVERGED), replica.id());
      assertEquals(1, differences(replica));
      assertEquals(1, replica.rebuilds());
      assertEquals(State.READY, replica.state());
      assertEquals("", replica.divergence());
      assertTrue(replica.stores(SegmentType.UP, segment));
      assertEquals(1, reportsOf(replica).getLast().rebuilds());
    }
    assertEquals(Comparison.EQUAL, comparison(replicas.get(0), replicas.get(1)));
    assertEquals(Comparison.EQUAL, comparison(replicas.get(1), replicas.get(0)));
    List<String> judged = linesOf(Level.WARN).toList();
    assertEquals(2, judged.size(), judged::toString);
    assertEquals(
        1, judged.stream().filter(line -> line.contains("the other digest is wrong")).count());
    assertEquals(
        1,
        judged.stream()
            .filter(line -> line.contains("this replica's old store was wrong"))
            .count());
    Invariants.replicasEqual(cluster);
  }

  @Test
  void ofThreeReplicasOnlyTheOddOneStopsBeingReady() {
    List<ClusterReplica> replicas = ready(3);
    ClusterReplica odd = replicas.get(1);
    long tick = plantIn(odd);
    cluster.run(3 * TICK_S);
    for (ClusterReplica replica : replicas) {
      assertEquals(Set.of(tick), named.get(replica.id()), replica.id());
      assertEquals(
          replica == odd ? Set.of(State.READY, State.DIVERGED) : Set.of(State.READY),
          states.get(replica.id()),
          replica.id());
      assertEquals(replica == odd ? 1 : 0, replica.rebuilds());
      assertEquals(State.READY, replica.state());
    }
    assertEquals(2, differences(odd));
    Invariants.replicasEqual(cluster);
  }

  @Test
  void replicaThatLagsIsComparedWhenItHasCaughtUp() {
    List<ClusterReplica> replicas = ready(2);
    replicas.get(1).misreadNext();
    replicas.get(1).standStill();
    as.register(SegmentType.UP, segment);
    long recorded = as.log().end(Topic.EVENTS).nextOffset();
    cluster.run(5 * TICK_S);
    long first = ticks().stream().filter(tick -> tick >= recorded).findFirst().orElseThrow();
    assertEquals(0, differences(replicas.get(0)));
    assertTrue(replicas.get(0).isReady(), "the other one is silent");
    replicas.get(1).goOn();
    cluster.run(3 * TICK_S);
    assertTrue(
        linesOf(Level.ERROR)
            .anyMatch(
                line ->
                    line.startsWith(
                        "The digest of replica "
                            + replicas.get(0).id()
                            + " has differed from this replica's digest since the tick at offset "
                            + first
                            + " of .events, recorded at ")),
        () -> "it knows every digest of the other one: " + lines.list);
    assertEquals(1, replicas.get(1).rebuilds());
    Invariants.replicasEqual(cluster);
  }

  @Test
  void replicaOfAnotherApplyVersionIsNotCompared() {
    ClusterReplica replica = ready(1).getFirst();
    for (int i = 0; i < 6; i++) {
      EventBody.ReplicaReported own = reportsOf(replica).getLast();
      report(
          "newer",
          new EventBody.ReplicaReported(
              new TickDigest(
                  own.tick().offset(),
                  own.tick().recordTimeMs(),
                  ByteString.owning(new byte[32]),
                  9,
                  true),
              "5-0123456789ab",
              Event.NEWEST_SCHEMA,
              "ready",
              0,
              0,
              0,
              own.counters()));
      cluster.run(TICK_S);
    }
    OtherReplica other = replica.others().getFirst();
    assertEquals("newer", other.id());
    assertEquals(Comparison.NOT_COMPARABLE, other.comparison());
    assertEquals(OptionalLong.empty(), other.firstDifference());
    assertEquals(Set.of(State.READY), states.get(replica.id()));
  }

  private void report(String writer, EventBody.ReplicaReported body) {
    as.log()
        .append(
            Topic.AUDIT,
            new Entry(ByteString.EMPTY, body.kind(), EventCodec.encode(Event.own(writer, body))))
        .join();
  }

  @Test
  void reportsOfTheLastHourAreKnownToAReplicaThatStarts() {
    ClusterReplica old = ready(1).getFirst();
    cluster.run(5 * TICK_S);
    ClusterReplica young = as.start();
    cluster.run(1);
    assertEquals(Comparison.EQUAL, comparison(young, old), "it has replayed those ticks");
    assertEquals(ticks().getLast(), other(young, old).comparedTick().orElseThrow());
  }
}
