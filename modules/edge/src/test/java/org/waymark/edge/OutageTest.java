package org.waymark.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.waymark.edge.client.ScionUdpClient;
import org.waymark.edge.config.CertificateFolder;
import org.waymark.edge.trust.TrustEntries;
import org.waymark.embedded.EmbeddedBroker;
import org.waymark.fixtures.Route;
import org.waymark.log.Appended;
import org.waymark.log.Entry;
import org.waymark.log.EventLog;
import org.waymark.log.LogException;
import org.waymark.log.Topic;
import org.waymark.log.TopicNames;
import org.waymark.log.kafka.KafkaEventLog;
import org.waymark.log.kafka.KafkaLocation;
import org.waymark.log.kafka.LogInit;
import org.waymark.segment.ByteString;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentType;
import org.waymark.server.replay.Readiness;
import org.waymark.wire.message.SegmentRecord;
import org.waymark.wire.message.SegmentRecords;
import org.waymark.wire.message.SegmentRegistration;

/**
 * Tests a replica whose broker is stopped. The broker is real, because the Kafka client has its own
 * peculiarities.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OutageTest {
  /**
   * The timeout of the log, which is longer than the test: an operation that waited for the log
   * would still be waiting at its end.
   */
  private static final long PATIENCE_MS = 100_000;

  @TempDir Path folder;
  private ReplicaWorld world;
  private EmbeddedBroker broker;
  private EventLog log;
  private Replica replica;
  private boolean isStopped;

  @BeforeEach
  void startReplica() throws Exception {
    world = new ReplicaWorld(folder);
    broker = EmbeddedBroker.start(EmbeddedBroker.Config.of(folder.resolve("kafka"), 0));
    KafkaLocation settings =
        KafkaLocation.of(broker.bootstrapServers(), TopicNames.of(ReplicaWorld.LOCAL))
            .withTimeoutMs(PATIENCE_MS);
    LogInit.init(
        settings,
        world.clock,
        LogInit.Replication.SINGLE,
        ReplicaWorld.LOCAL,
        TrustEntries.of(CertificateFolder.read(world.certificates()), "test"));
    log = KafkaEventLog.open(settings, world.clock);
    replica = world.startOnly(world.config("one"), log);
    replica.whenCaughtUp().get(30, TimeUnit.SECONDS);
  }

  /** Restarts the broker before the log is closed, since closing would wait for it. */
  @AfterEach
  void end() throws Exception {
    if (isStopped) {
      startBroker();
    }
    world.close();
    log.close();
    broker.close();
  }

  private void stopBroker() {
    broker.close();
    isStopped = true;
  }

  private void startBroker() {
    isStopped = false;
    broker = EmbeddedBroker.start(EmbeddedBroker.Config.of(folder.resolve("kafka"), broker.port()));
  }

  /**
   * Creates paths between the same ASes that differ in their last ingress interface. {@return the
   * given number of paths}
   */
  private List<PathSegment> paths(int number) {
    List<PathSegment> paths = new ArrayList<>();
    Route route = world.network.topology().route("1-11", "1-14");
    for (int i = 0; i < number; i++) {
      List<Route.Step> steps = new ArrayList<>(route.steps());
      steps.add(new Route.Step(steps.removeLast().ia(), 1_000 + i, 0));
      paths.add(world.network.segments().along(new Route(steps)).make());
    }
    return paths;
  }

  private static void register(ScionUdpClient client, PathSegment segment) throws Exception {
    client.send(
        new SegmentRegistration(
            SegmentRecords.of(List.of(SegmentRecord.of(SegmentType.UP, segment)), List.of())));
  }

  private double registrations(String outcome, String reason) {
    return replica
        .registry()
        .counter("waymark.registrations", "outcome", outcome, "reason", reason)
        .count();
  }

  /**
   * Waits until segments are held. A refused registration is never held, and would only delay the
   * failure of the test.
   */
  private void awaitHeld(int number) {
    await(
        number + " of " + number + " are held",
        () -> {
          assertEquals(0, registrations("refused", "log"), "refused because the log is away");
          return registrations("held", "") == number;
        });
  }

  private void await(String what, BooleanSupplier holds) {
    long deadlineNs = world.clock.monotonicNs() + ReplicaWorld.PATIENCE.toNanos();
    while (!holds.getAsBoolean()) {
      assertTrue(world.clock.monotonicNs() < deadlineNs, what);
      Thread.onSpinWait();
    }
  }

  /** {@return whether the client has noticed that no broker can be reached} */
  private boolean takesNothing() {
    CompletableFuture<Appended> append =
        log.append(Topic.AUDIT, new Entry(ByteString.EMPTY, "test", new byte[1]));
    return append.isDone()
        && append.handle((_, failure) -> failure).join() instanceof LogException.Unreachable;
  }

  @Test
  void refusalsDoNotKeepHonestRegistrationsFromBeingHeld() throws Exception {
    CapnpSegment expired =
        world
            .network
            .segments()
            .along("1-11", "1-14")
            .timestampS(world.clock.wallMs() / 1_000 - 40_000)
            .make();
    ScionUdpClient honest = world.client(replica);
    ScionUdpClient noisy = world.client(replica);
    stopBroker();
    await("the replica is stale", () -> replica.state() == Readiness.State.STALE);
    await("the client knows no broker", this::takesNothing);
    // One of two threads reports each of them to .audit.
    for (int i = 0; i < 20; i++) {
      register(noisy, expired);
    }
    for (PathSegment path : paths(10)) {
      register(honest, path);
    }
    awaitHeld(10);
    await("all refusals are counted", () -> registrations("refused", "expired") == 20);
    startBroker();
  }

  /**
   * Registrations that arrive before the outage is noticed are held as soon as appending them
   * fails.
   */
  @Test
  void registrationsOfTheFirstMomentAreHeldAndRecordedWhenTheBrokerIsBack() throws Exception {
    ScionUdpClient honest = world.client(replica);
    stopBroker();
    await("the client knows no broker", this::takesNothing);
    for (PathSegment path : paths(5)) {
      register(honest, path);
    }
    awaitHeld(5);
    startBroker();
    await("the replica is ready", () -> replica.state() == Readiness.State.READY);
    world.awaitApplied(replica, Topic.EVENTS, 5);
  }
}
