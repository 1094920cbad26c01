package org.waymark.cli.log;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.waymark.cli.BrokerExtension;
import org.waymark.cli.CommandRun;
import org.waymark.cli.OperatorFolder;
import org.waymark.cli.Purge;
import org.waymark.cli.Refusals;
import org.waymark.cli.command.ExitCode;
import org.waymark.edge.Replica;
import org.waymark.edge.RunningReplica;
import org.waymark.edge.client.ScionUdpClient;
import org.waymark.edge.config.ReplicaConfig;
import org.waymark.embedded.EmbeddedBroker;
import org.waymark.log.Topic;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentType;
import org.waymark.server.replay.Readiness;
import org.waymark.wire.event.RowKind;
import org.waymark.wire.message.RevocationNotice;
import org.waymark.wire.message.SegmentRecord;
import org.waymark.wire.message.SegmentRecords;
import org.waymark.wire.message.SegmentRegistration;
import org.waymark.wire.message.SegmentReply;
import org.waymark.wire.message.SegmentRequest;

/** Tests how an operator recovers from a lost log: {@code log reseed}, then {@code log adopt}. */
@ExtendWith(BrokerExtension.class)
class LogReseedCommandTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration AGAIN = Duration.ofMillis(20);

  @TempDir Path root;
  private EmbeddedBroker broker;

  @BeforeEach
  void takeBroker(EmbeddedBroker shared) {
    broker = shared;
  }

  private OperatorFolder folder(String prefix) throws IOException {
    return new OperatorFolder(root, broker.bootstrapServers(), prefix);
  }

  private static RunningReplica start(Path config) throws Exception {
    RunningReplica running = RunningReplica.start(ReplicaConfig.read(config));
    running.replica().whenCaughtUp().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    return running;
  }

  private static List<SegmentRecord> ask(OperatorFolder folder, Replica replica, String dst)
      throws IOException {
    try (ScionUdpClient client = client(folder, replica)) {
      SegmentRequest request =
          new SegmentRequest(OperatorFolder.LOCAL, IsdAs.parse(dst), false, false);
      return client.ask(request, PATIENCE, AGAIN).map(SegmentReply::records).stream()
          .flatMap(records -> records.records().stream())
          .toList();
    }
  }

  private static ScionUdpClient client(OperatorFolder folder, Replica replica) throws IOException {
    return new ScionUdpClient(
        replica.address(), OperatorFolder.LOCAL, OperatorFolder.LOCAL, folder.clock);
  }

  /**
   * Waits for the records themselves, because a replica may serve a segment before it is recorded.
   */
  private static void awaitSegments(Replica replica, long segments) {
    while (replica.status().rows().get(RowKind.SEGMENT) < segments) {
      Thread.onSpinWait();
    }
  }

  private static Replica.Standing standing(Replica replica) {
    return replica.standing(Topic.EVENTS);
  }

  @Test
  void lostLogIsRefilledFromAStoreAndAdopted() throws Exception {
    OperatorFolder before = folder("reseed-before");
    before.makeLog();
    CapnpSegment live = before.network.segments().along("1-11", "1-14").make();
    CapnpSegment killed = before.network.segments().along("1-12", "1-14").make();
    try (RunningReplica running = start(before.config("r1"));
        ScionUdpClient client = client(before, running.replica())) {
      client.send(registration(live));
      client.send(registration(killed));
      awaitSegments(running.replica(), 2);
      assertEquals(1, ask(before, running.replica(), "1-11").size());
      assertEquals(1, ask(before, running.replica(), "1-12").size());
      long registered = standing(running.replica()).nextOffset();
      client.send(
          new RevocationNotice(before.network.revocations().revoke(IsdAs.parse("1-12"), 11)));
      awaitApplied(running.replica(), registered);
    }
    OperatorFolder after = folder("reseed-after");
    after.makeLog();
    Path config = after.config("r1");
    Refusals.assertOneLine(
        CommandRun.of("serve", "--config", config.toString()), "log adopt", "reseed");

    CommandRun reseed = CommandRun.of("log", "reseed", "--config", config.toString());
    CommandRun again = CommandRun.of("log", "reseed", "--config", config.toString());
    CommandRun adopt = CommandRun.of("log", "adopt", "--config", config.toString());

    assertAll(
        () -> assertEquals(ExitCode.YES, reseed.exitCode(), reseed::err),
        // The live segment, and the revocation if its epoch has not ended.
        () -> assertTrue(reseed.out().matches("Appended [12] records; .*\\R"), reseed::out),
        () -> assertTrue(again.out().startsWith("Appended 0 records"), again::out),
        () -> assertEquals(ExitCode.YES, adopt.exitCode(), adopt::err),
        () -> assertTrue(adopt.out().contains("Abandoned the store in"), adopt::out));
    try (RunningReplica first = start(config);
        RunningReplica other = start(after.config("r2"))) {
      List<SegmentRecord> answer = ask(after, first.replica(), "1-11");
      assertEquals(live.bytes(), answer.getFirst().segment().orElseThrow().bytes());
      assertEquals(1, answer.size());
      assertEquals(
          standing(first.replica()).digest().sum(), standing(other.replica()).digest().sum());
    }
  }

  @Test
  void purgedLogIsRefilledFromTheStoreThatWasKeptAndAdopted() throws Exception {
    OperatorFolder folder = folder("reseed-purged");
    folder.makeLog();
    Path config = folder.config("r1");
    CapnpSegment live = folder.network.segments().along("1-11", "1-14").make();
    try (RunningReplica running = start(config);
        ScionUdpClient client = client(folder, running.replica())) {
      client.send(registration(live));
      awaitSegments(running.replica(), 1);
      assertEquals(1, ask(folder, running.replica(), "1-11").size());
    }
    // The stopped replica has not read the last record.
    Purge.everything(broker.bootstrapServers(), "reseed-purged.events");
    try (RunningReplica kept = RunningReplica.start(ReplicaConfig.read(config))) {
      while (kept.replica().state() != Readiness.State.STALE) {
        Thread.onSpinWait();
      }
      assertEquals(1, ask(folder, kept.replica(), "1-11").size());
    }
    CommandRun reseed = CommandRun.of("log", "reseed", "--config", config.toString());
    CommandRun again = CommandRun.of("log", "reseed", "--config", config.toString());
    CommandRun adopt = CommandRun.of("log", "adopt", "--config", config.toString());

    assertAll(
        () -> assertTrue(reseed.out().startsWith("Appended 1 records"), reseed::toString),
        () -> assertTrue(again.out().startsWith("Appended 0 records"), again::toString),
        () -> assertEquals(ExitCode.YES, adopt.exitCode(), adopt::err),
        () -> assertTrue(adopt.out().contains("The log begins at offset"), adopt::out));
    try (RunningReplica adopted = RunningReplica.start(ReplicaConfig.read(config))) {
      while (standing(adopted.replica()).digest().rows() == 0) {
        Thread.onSpinWait();
      }
      assertEquals(Readiness.State.CATCHING_UP, adopted.replica().state());
    }
  }

  private static SegmentRegistration registration(CapnpSegment segment) {
    return new SegmentRegistration(
        SegmentRecords.of(List.of(SegmentRecord.of(SegmentType.UP, segment)), List.of()));
  }

  private static void awaitApplied(Replica replica, long offset) throws InterruptedException {
    while (standing(replica).nextOffset() <= offset) {
      if (Thread.interrupted()) {
        throw new InterruptedException("the time limit of the test");
      }
      Thread.onSpinWait();
    }
  }

  @Test
  void storeOfTheLogThatIsThereIsLeftAlone() throws Exception {
    OperatorFolder folder = folder("reseed-same");
    folder.makeLog();
    Path config = folder.config("r1");
    start(config).close();

    Refusals.assertOneLine(
        CommandRun.of("log", "reseed", "--config", config.toString()), "built from this log");
    CommandRun adopt = CommandRun.of("log", "adopt", "--config", config.toString());

    assertEquals(ExitCode.NO, adopt.exitCode(), adopt::err);
    assertTrue(adopt.out().contains("nothing was changed"), adopt::out);
  }

  @Test
  void withoutAStoreOrALogThereIsNothingToDo() throws Exception {
    OperatorFolder folder = folder("reseed-nothing");
    Path config = folder.config("r1");

    for (String command : List.of("reseed", "adopt")) {
      Refusals.assertOneLine(
          CommandRun.of("log", command, "--config", config.toString()), "no store at");
    }
  }

  @Test
  void storeOfARunningReplicaIsNotTouched() throws Exception {
    OperatorFolder folder = folder("reseed-running");
    folder.makeLog();
    Path config = folder.config("r1");
    try (RunningReplica _ = start(config)) {
      for (String command : List.of("reseed", "adopt")) {
        Refusals.assertOneLine(
            CommandRun.of("log", command, "--config", config.toString()), "store");
      }
    }
  }
}
