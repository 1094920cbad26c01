package org.waymark.cli.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.cli.command.CommandException;
import org.waymark.cli.command.Logging;
import org.waymark.cli.command.StopSignals;
import org.waymark.cli.log.NewLog;
import org.waymark.cli.serve.ServedReplica;
import org.waymark.edge.Replica;
import org.waymark.edge.config.CertificateFolder;
import org.waymark.edge.config.ReplicaConfig;
import org.waymark.edge.config.StartupException;
import org.waymark.embedded.EmbeddedBroker;
import org.waymark.fixtures.Network;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.log.Topic;
import org.waymark.log.TopicNames;
import org.waymark.log.kafka.KafkaLocation;
import org.waymark.log.kafka.LogInit;
import org.waymark.runtime.Clock;
import org.waymark.runtime.FaultHandler;
import org.waymark.runtime.OpenedParts;
import org.waymark.runtime.SystemClock;
import org.waymark.runtime.Waiting;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.IsdAs;
import org.waymark.segment.Revocation;
import org.waymark.segment.SegmentId;
import org.waymark.segment.SegmentType;
import org.waymark.wire.message.RevocationNotice;
import org.waymark.wire.message.SegmentRecord;
import org.waymark.wire.message.SegmentRecords;
import org.waymark.wire.message.SegmentRegistration;

/**
 * The steps of the demo. AS 1-14 in a network of two ISDs has three replicas of its path server.
 * Replicas 1 and 2 run in this process, replica 3 in a separate one, so that it can be killed.
 */
final class Demo {
  private static final Logger log = LoggerFactory.getLogger(Demo.class);

  private static final IsdAs LOCAL = IsdAs.parse("1-14");
  private static final IsdAs NEAR_CORE = IsdAs.parse("1-11");
  private static final IsdAs FAR_CORE = IsdAs.parse("2-21");
  private static final IsdAs NEAR_LEAF = IsdAs.parse("1-17");
  private static final IsdAs FAR_LEAF = IsdAs.parse("2-24");

  /** The interface that the demo revokes: the one in AS 1-11 of one of its two links to AS 1-14. */
  private static final long REVOKED_INTERFACE = 11;

  private static final long SEED = 1;
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration LOOK_EVERY = Duration.ofMillis(10);

  private final Narration narration;
  private final String waymark;
  private final Clock clock = new SystemClock();
  private final long startedNs = clock.monotonicNs();
  private final Network network = Network.of(NetworkTopology.twoIsds(), SEED, clock);
  private final OpenedParts opened = new OpenedParts(FaultHandler.logging(log));

  /**
   * @param waymark the name of the main class, for starting a separate process
   */
  Demo(Narration narration, String waymark) {
    this.waymark = waymark;
    this.narration = narration;
  }

  /**
   * Runs the demo.
   *
   * @param keep whether to keep everything running until the process is asked to stop
   * @return whether every claim is true
   * @throws InterruptedException if the process is asked to stop before the end
   */
  boolean run(boolean keep) throws IOException, InterruptedException {
    try (StopSignals _ = new StopSignals(Thread.currentThread()::interrupt)) {
      try {
        return tell(keep);
      } finally {
        // Clear the interrupt flag, so that everything is closed in order even after a signal.
        Thread.interrupted();
        opened.close();
      }
    }
  }

  private boolean tell(boolean keep) throws IOException, InterruptedException {
    CompletableFuture<DemoSegments> signing =
        CompletableFuture.supplyAsync(
            () -> DemoSegments.make(network, LOCAL, NEAR_LEAF, FAR_LEAF),
            work -> Thread.ofPlatform().daemon().name("waymark-demo-signing").start(work));
    DemoFolder folder = opened.add(new DemoFolder(network, LOCAL));
    log.info(
        "Writing the log to {}{}",
        folder.log(),
        keep ? "" : ", which will be deleted if all checks of the demo pass");
    opened.add(Logging.toFile(folder.log()));
    EmbeddedBroker broker = startBroker(folder);
    narration.step("Three replicas of the AS's path server, each with its own RocksDB");
    Path thirdConfig = folder.writeConfig("ps1-14-3", broker.bootstrapServers());
    long thirdSinceNs = clock.monotonicNs();
    ChildReplica third = startChild(thirdConfig, folder);
    ServedReplica first = startReplica("ps1-14-1", folder, broker);
    ServedReplica second = startReplica("ps1-14-2", folder, broker);
    awaitReady(third, thirdSinceNs);

    Asker one = asker(first.replica());
    Asker two = asker(second.replica());
    Asker three = opened.add(new Asker("replica 3", third.address(), LOCAL, clock));
    List<Asker> all = List.of(one, two, three);

    DemoSegments segments = signing.join();
    register(one, all, segments);
    refuse(one, two, first);
    revoke(two, all, segments);
    // From this point on, dozens of servers log their activity.
    Logging.errorsOnly();
    CompletableFuture<WorldStory> beginning =
        CompletableFuture.supplyAsync(
            () -> WorldStory.begin(narration, clock, folder.world()),
            work -> Thread.ofPlatform().daemon().name("waymark-demo-world").start(work));
    opened.add(() -> closeWorld(beginning));
    killAndRestart(one, third, thirdConfig, folder, first.replica(), segments.far());
    begun(beginning).tell();

    boolean holds = narration.end((clock.monotonicNs() - startedNs) / 1e9);
    if (holds && !keep) {
      folder.dropLogs();
    }
    if (keep) {
      narration.keep(folder.root(), LOCAL, FAR_LEAF, NEAR_CORE, first.replica().address());
      waitForSignal();
    }
    return holds;
  }

  private static WorldStory begun(CompletableFuture<WorldStory> beginning) {
    try {
      return beginning.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof CommandException known) {
        throw known;
      }
      throw e;
    }
  }

  /**
   * Closes the world. If the world did not start, the reason has been reported, and there is
   * nothing to close.
   */
  private static void closeWorld(CompletableFuture<WorldStory> beginning) {
    beginning
        .handle((story, failure) -> Optional.ofNullable(story))
        .join()
        .ifPresent(story -> story.world().close());
  }

  private static void waitForSignal() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException told) {
      log.debug("Received a signal; stopping", told);
    }
  }

  private EmbeddedBroker startBroker(DemoFolder folder) {
    narration.step("A Kafka broker and the log of AS " + LOCAL);
    long sinceNs = clock.monotonicNs();
    EmbeddedBroker broker =
        opened.add(EmbeddedBroker.start(EmbeddedBroker.Config.of(folder.broker(), 0)));
    narration.measured("the broker listens at " + broker.bootstrapServers(), "broker", ms(sinceNs));
    LogInit.Outcome made;
    try {
      made =
          NewLog.make(
              KafkaLocation.of(broker.bootstrapServers(), TopicNames.of(LOCAL)),
              LOCAL,
              CertificateFolder.read(folder.certificates()),
              LogInit.Replication.SINGLE);
    } catch (StartupException e) {
      throw new CommandException(e.getMessage(), e);
    }
    narration.tell("log init: %s", made.text());
    narration.claim("the log is new and has the topics and trust anchors", !made.nothingDone());
    return broker;
  }

  private ServedReplica startReplica(String id, DemoFolder folder, EmbeddedBroker broker)
      throws IOException {
    long sinceNs = clock.monotonicNs();
    ServedReplica running;
    try {
      running =
          opened.add(
              ServedReplica.start(
                  ReplicaConfig.read(folder.writeConfig(id, broker.bootstrapServers()))));
    } catch (StartupException e) {
      throw new CommandException(e.getMessage(), e);
    }
    running.replica().whenCaughtUp().join();
    narration.measured(id + " is ready in this process", id, ms(sinceNs));
    return running;
  }

  private ChildReplica startChild(Path config, DemoFolder folder) throws IOException {
    return opened.add(ChildReplica.start(waymark, config, folder.logOf("ps1-14-3")));
  }

  private void awaitReady(ChildReplica child, long sinceNs) throws InterruptedException {
    child.awaitReady();
    narration.measured("ps1-14-3 is ready as process " + child.pid(), "ps1-14-3", ms(sinceNs));
  }

  private void register(Asker one, List<Asker> all, DemoSegments segments) throws IOException {
    narration.step("Segments are registered at replica 1 and served by all three");
    long sinceNs = clock.monotonicNs();
    for (SegmentRecord record : segments.first()) {
      send(one, record);
    }
    narration.tell(
        "sent %d freshly signed UP and CORE segments of at most %d ASes",
        segments.first().size(), DemoSegments.MAX_ASES);
    for (Asker asker : all) {
      double ms = asker.msUntil(sinceNs, NEAR_CORE, ids -> !ids.isEmpty());
      narration.measured(
          asker.name() + " serves segments to " + NEAR_CORE, asker.key("answers"), ms);
      narration.claim(asker.name() + " serves paths to " + NEAR_CORE, Double.isFinite(ms));
    }
    for (int i = 0; i < segments.near().size(); i++) {
      CapnpSegment segment = segments.near().get(i);
      Asker asker = all.get(1 + i % 2);
      long sentNs = clock.monotonicNs();
      send(one, SegmentRecord.of(SegmentType.DOWN, segment));
      double ms = asker.msUntil(sentNs, segment.lastIa(), ids -> ids.contains(segment.id()));
      narration.measured(
          "a DOWN segment to %s: sent to replica 1, served by %s"
              .formatted(segment.lastIa(), asker.name()),
          "served-" + i,
          ms);
      narration.claim("the segment is served by " + asker.name(), Double.isFinite(ms));
    }
    for (IsdAs dst : List.of(NEAR_CORE, FAR_CORE, NEAR_LEAF)) {
      claimEqual(all, dst);
    }
  }

  private void refuse(Asker one, Asker two, ServedReplica first)
      throws IOException, InterruptedException {
    narration.step("A segment with a broken signature is rejected");
    CapnpSegment forged =
        network
            .segments()
            .along("1-12", "1-14")
            .timestampS(clock.wallMs() / 1_000 - 60)
            .expTime(200)
            .brokenSignature(1)
            .make();
    Set<SegmentId> before = two.ask(IsdAs.parse("1-12"));
    send(one, SegmentRecord.of(SegmentType.UP, forged));
    Waiting.until(() -> refusals(first) > 0, LOOK_EVERY, PATIENCE, clock);
    narration.claim(
        "replica 1 counts the segment as rejected for its signature", refusals(first) == 1);
    narration.claim("replica 2 answers as before", before.equals(two.ask(IsdAs.parse("1-12"))));
  }

  private static double refusals(ServedReplica replica) {
    return replica
        .replica()
        .registry()
        .counter("waymark.registrations", "outcome", "refused", "reason", "signature")
        .count();
  }

  private void revoke(Asker two, List<Asker> all, DemoSegments segments) throws IOException {
    narration.step("An interface is revoked at replica 2");
    Revocation revocation = network.revocations().revoke(NEAR_CORE, REVOKED_INTERFACE);
    Set<SegmentId> before = all.getFirst().ask(NEAR_CORE);
    Set<SegmentId> hit = segments.hitBy(revocation, before);
    Set<SegmentId> spared = new HashSet<>(before);
    spared.removeAll(hit);
    narration.tell(
        "interface %d of %s, proven by %d sibling hashes: %d of %d segments to %s use it",
        REVOKED_INTERFACE,
        NEAR_CORE,
        revocation.siblings().size(),
        hit.size(),
        before.size(),
        NEAR_CORE);
    narration.claim(
        "some segments use the interface and some do not", !hit.isEmpty() && !spared.isEmpty());
    long sinceNs = clock.monotonicNs();
    two.send(new RevocationNotice(revocation));
    for (Asker asker : all) {
      double ms = asker.msUntil(sinceNs, NEAR_CORE, spared::equals);
      narration.measured("removed from " + asker.name(), asker.key("revoked"), ms);
      narration.claim(
          asker.name() + " serves the other segments, but none that uses the interface",
          Double.isFinite(ms));
    }
  }

  private void killAndRestart(
      Asker one,
      ChildReplica third,
      Path thirdConfig,
      DemoFolder folder,
      Replica first,
      List<CapnpSegment> later)
      throws IOException, InterruptedException {
    narration.step("Replica 3 is killed, misses registrations and comes back");
    third.kill();
    narration.tell("SIGKILL to process %d", third.pid());
    long before = first.standing(Topic.EVENTS).nextOffset();
    long sentNs = clock.monotonicNs();
    for (CapnpSegment segment : later) {
      send(one, SegmentRecord.of(SegmentType.DOWN, segment));
    }
    Set<SegmentId> expected = new HashSet<>();
    later.forEach(segment -> expected.add(segment.id()));
    double served = one.msUntil(sentNs, FAR_LEAF, ids -> ids.containsAll(expected));
    narration.measured(
        "%d more segments registered and served by replica 1".formatted(later.size()),
        "missed",
        served);
    narration.claim("replica 3 misses these segments", !later.isEmpty() && Double.isFinite(served));
    long sinceNs = clock.monotonicNs();
    ChildReplica again = startChild(thirdConfig, folder);
    awaitReady(again, sinceNs);
    narration.measured("from its start until it has caught up", "catch-up", ms(sinceNs));
    // Read this only now, because replica 1 serves a verified segment before its record is applied.
    Replica.Standing standing = first.standing(Topic.EVENTS);
    narration.tell(
        "replica 1 at offset %d: digest %s; replica 3 at offset %d: digest %s",
        standing.nextOffset(),
        standing.digest().sum().hex().substring(0, 16),
        again.nextOffset(),
        again.digest().substring(0, 16));
    narration.claim(
        "replica 3 has applied the records that it missed",
        before + later.size() <= again.nextOffset());
    // Between the two offsets, there can only be ticks. These ticks do not remove rows, because no
    // row had ended by an hour ago.
    narration.claim(
        "both replicas have the same digest", standing.digest().sum().hex().equals(again.digest()));
    try (Asker three = new Asker("replica 3", again.address(), LOCAL, clock)) {
      narration.claim(
          "replica 3 serves the segments that it missed",
          three.ask(FAR_LEAF).containsAll(expected));
      claimEqual(List.of(one, three), FAR_LEAF);
    }
  }

  private void claimEqual(List<Asker> askers, IsdAs dst) throws IOException {
    Set<SegmentId> expected = askers.getFirst().ask(dst);
    boolean equal = !expected.isEmpty();
    for (Asker asker : askers) {
      equal &= expected.equals(asker.ask(dst));
    }
    narration.claim(
        "all replicas serve the same segments to %s: %d".formatted(dst, expected.size()), equal);
  }

  private static void send(Asker to, SegmentRecord record) throws IOException {
    to.send(new SegmentRegistration(SegmentRecords.of(List.of(record), List.of())));
  }

  private Asker asker(Replica replica) throws IOException {
    return opened.add(
        new Asker(
            "replica " + replica.id().substring("ps1-14-".length()),
            replica.address(),
            LOCAL,
            clock));
  }

  private double ms(long sinceNs) {
    return (clock.monotonicNs() - sinceNs) / 1e6;
  }
}
