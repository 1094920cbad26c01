package org.waymark.server.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.LoggerFactory;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.log.Topic;
import org.waymark.segment.ByteString;
import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentType;
import org.waymark.server.replicas.OtherReplica;
import org.waymark.server.replicas.OtherReplica.Comparison;
import org.waymark.server.replicas.ReplicaReports;
import org.waymark.server.report.QuarantineReport;
import org.waymark.server.settings.ServerLimits;
import org.waymark.store.Store;
import org.waymark.store.backing.Provenance;
import org.waymark.store.row.ApplyVersion;
import org.waymark.wire.event.Event;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.message.AsEntryFields;
import org.waymark.wire.message.SegmentRecord;
import org.waymark.wire.message.SegmentRecords;
import org.waymark.wire.message.SegmentRegistration;

/**
 * Three replicas that are upgraded one by one, while segments are registered. The new build differs
 * from the old one in its newest event schema, and therefore in its apply version. The stores are
 * on disk.
 */
@Isolated("listens to log lines")
class UpgradeClusterTest {
  private static final int OLD = Event.NEWEST_SCHEMA;
  private static final int NEW = Cluster.NEXT_SCHEMA;
  private static final List<String> IDS = List.of("ps1", "ps2", "ps3");
  private static final int MINUTE_S = 60;
  private static final long REGISTERED_EVERY_MS = 20_000;
  private static final int SETTLED_S = 30;

  @TempDir Path stores;

  private final Cluster cluster = new Cluster(NetworkTopology.tiny(), 1, ServerLimits.DEFAULT);
  private final ClusterAs as = cluster.as("1-12");
  private final List<PathSegment> registered = new ArrayList<>();
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final List<Logger> loggers =
      Stream.of(ReplicaReports.class, QuarantineReport.class)
          .map(one -> (Logger) LoggerFactory.getLogger(one))
          .toList();

  @BeforeEach
  void listen() {
    lines.start();
    for (Logger logger : loggers) {
      logger.setAdditive(false);
      logger.setLevel(Level.INFO);
      logger.addAppender(lines);
    }
  }

  @AfterEach
  void noFaults() {
    for (Logger logger : loggers) {
      logger.detachAppender(lines);
      logger.setLevel(null);
      logger.setAdditive(true);
    }
    assertEquals(List.of(), cluster.faults());
    cluster.close();
  }

  private List<String> lines(String part) {
    return lines.list.stream()
        .map(ILoggingEvent::getFormattedMessage)
        .filter(line -> line.contains(part))
        .toList();
  }

  private ClusterReplica start(String id, int newestSchema) {
    return as.start(id, open(id, newestSchema));
  }

  private Store open(String id, int newestSchema) {
    Store store =
        Store.openReplica(
            stores.resolve(id), id, cluster.applySettings(newestSchema), cluster.faults);
    store.requireLog(as.log().identity());
    return store;
  }

  private ClusterReplica replica(String id) {
    return as.live().stream().filter(one -> one.id().equals(id)).findFirst().orElseThrow();
  }

  /** Replaces the build of a replica. {@return the new process, which has opened the old store} */
  private ClusterReplica replace(String id, int newestSchema) {
    replica(id).close();
    cluster.run(SETTLED_S);
    Store store = open(id, newestSchema);
    Provenance.Rebuilt rebuilt = assertInstanceOf(Provenance.Rebuilt.class, store.provenance());
    assertTrue(rebuilt.why().contains("apply version"), rebuilt.why());
    return as.start(id, store);
  }

  /** Starts three replicas, and registrations with each in turn. */
  private void startOldBuild() {
    IDS.forEach(id -> start(id, OLD));
    cluster.run(SETTLED_S);
    cluster.timers.every(REGISTERED_EVERY_MS, this::register);
    cluster.run(5 * MINUTE_S);
  }

  private void register() {
    PathSegment segment =
        cluster
            .network
            .segments()
            .along(cluster.topology().route("1-11", "1-12"))
            .withArbitraryRoots()
            .expTime(255)
            .changing(1, fields -> withMtu(fields, 1_280 + registered.size()))
            .make();
    List<ClusterReplica> live = as.live();
    live.get(registered.size() % live.size())
        .receive(
            new SegmentRegistration(
                SegmentRecords.of(List.of(SegmentRecord.of(SegmentType.UP, segment)), List.of())));
    registered.add(segment);
  }

  private static AsEntryFields withMtu(AsEntryFields fields, int mtu) {
    return new AsEntryFields(
        fields.ia(),
        fields.trcVersion(),
        fields.certVersion(),
        fields.ifIdSize(),
        fields.hops(),
        fields.hashTreeRoot(),
        mtu,
        fields.routingPolicy(),
        fields.sibra());
  }

  private List<ByteString> recorded() {
    return as.events(Topic.EVENTS).values().stream()
        .filter(event -> event.body() instanceof EventBody.SegmentEvent)
        .map(event -> ((EventBody.SegmentEvent) event.body()).bytes())
        .toList();
  }

  private Set<Integer> schemasSince(long offset) {
    return as.events(Topic.EVENTS).tailMap(offset).values().stream()
        .map(Event::schemaVersion)
        .collect(Collectors.toSet());
  }

  private long end() {
    return as.log().end(Topic.EVENTS).nextOffset();
  }

  private static long tooNew(ClusterReplica replica) {
    return replica.count(
        "waymark.quarantined", "topic", Topic.EVENTS.suffix(), "reason", "newer-schema");
  }

  /** Checks that every registration is recorded, and that every replica serves the last one. */
  private void nothingIsLost() {
    assertEquals(registered.stream().map(PathSegment::bytes).toList(), recorded());
    for (ClusterReplica replica : as.live()) {
      replica.apply();
      assertTrue(replica.stores(SegmentType.UP, registered.getLast()), replica.id());
    }
  }

  /** Checks that digests are equal between equal apply versions, and never called different. */
  private void noneDiverges() {
    for (ClusterReplica replica : as.live()) {
      assertTrue(replica.isReady(), replica.id());
      assertEquals(0, replica.count("waymark.digest.differences"), replica.id());
      for (OtherReplica other : replica.others()) {
        assertEquals(
            version(replica).equals(version(replica(other.id())))
                ? Comparison.EQUAL
                : Comparison.NOT_COMPARABLE,
            other.comparison(),
            replica.id() + " with " + other.id());
      }
    }
    assertEquals(List.of(), lines("differed"));
  }

  private static ApplyVersion version(ClusterReplica replica) {
    return replica.store().digest(Topic.EVENTS).applyVersion();
  }

  private void allWrite(int schema) {
    for (ClusterReplica replica : as.live()) {
      assertEquals(schema, replica.writerSchema(), replica.id());
    }
  }

  private void upgradeOneByOne() {
    for (String id : IDS) {
      replace(id, NEW);
      cluster.run(8 * MINUTE_S);
      allWrite(OLD);
      noneDiverges();
    }
  }

  @Test
  void newBuildWritesTheOldSchemaUntilTheLastOldReplicaIsSilentForAnHour() {
    startOldBuild();
    upgradeOneByOne();
    cluster.run(50 * MINUTE_S);
    allWrite(OLD);
    assertEquals(Set.of(OLD), schemasSince(0));
    for (ClusterReplica replica : as.live()) {
      assertEquals(0, tooNew(replica), replica.id());
    }
    cluster.run(3 * MINUTE_S);
    allWrite(NEW);
    long since = end();
    cluster.run(5 * MINUTE_S);
    assertEquals(Set.of(NEW), schemasSince(since));
    nothingIsLost();
    noneDiverges();
    Invariants.replicasAgree(cluster);
    assertEquals(List.of(), lines("apply version"), "the upgrade took less than an hour");
  }

  @Test
  void oldReplicaThatComesBackLacksNewerEventsUntilItIsUpgraded() {
    startOldBuild();
    upgradeOneByOne();
    cluster.run(70 * MINUTE_S);
    allWrite(NEW);

    ClusterReplica old = replace("ps3", OLD);
    cluster.run(SETTLED_S);
    assertTrue(tooNew(old) > 0);
    assertEquals(1, lines("newer build of Waymark").size(), () -> lines.list.toString());
    allWrite(OLD);
    long since = end();
    cluster.run(70 * MINUTE_S);
    assertEquals(Set.of(OLD), schemasSince(since), "it reports, so all others write for it");
    assertEquals(1, lines("newer build of Waymark").size());
    nothingIsLost();
    noneDiverges();
    assertEquals(
        List.of("ps1", "ps2", "ps3", "ps3"),
        lines("for over an hour").stream().map(line -> line.split(" ")[1]).sorted().toList());

    ClusterReplica upgraded = replace("ps3", NEW);
    cluster.run(5 * MINUTE_S);
    assertEquals(0, tooNew(upgraded));
    assertEquals(4, lines("for over an hour").size(), "each replica warns of each other one once");
    assertEquals(2, lines("Replica ps3 now reports apply version").size());
    nothingIsLost();
    noneDiverges();
    Invariants.replicasAgree(cluster);
  }

  @Test
  void upgradeThatIsTakenBackWithinTheHourLosesNothing() {
    startOldBuild();
    replace("ps1", NEW);
    cluster.run(10 * MINUTE_S);
    replace("ps2", NEW);
    cluster.run(10 * MINUTE_S);
    replace("ps3", NEW);
    cluster.run(30 * MINUTE_S);
    for (String id : IDS) {
      replace(id, OLD);
      cluster.run(5 * MINUTE_S);
      noneDiverges();
    }
    assertEquals(Set.of(OLD), schemasSince(0));
    for (ClusterReplica replica : as.live()) {
      assertEquals(0, tooNew(replica), replica.id());
    }
    nothingIsLost();
    Invariants.replicasAgree(cluster);
  }

  @Test
  void outageOfTheLogDoesNotEndTheHour() {
    startOldBuild();
    replace("ps1", NEW);
    replace("ps2", NEW);
    cluster.run(5 * MINUTE_S);
    as.log().faults().goAway();
    cluster.run(90 * MINUTE_S);
    replica("ps3").close();
    as.log().faults().comeBack();
    cluster.run(5 * MINUTE_S);
    allWrite(OLD);
    start("ps3", OLD);
    cluster.run(5 * MINUTE_S);
    assertEquals(Set.of(OLD), schemasSince(0));
    assertEquals(0, tooNew(replica("ps3")));
    noneDiverges();
  }
}
