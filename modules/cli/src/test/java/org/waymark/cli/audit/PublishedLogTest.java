package org.waymark.cli.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.waymark.audit.checkpoint.Checkpoint;
import org.waymark.audit.note.KeyFile;
import org.waymark.audit.note.NoteSigner;
import org.waymark.audit.note.SignedNote;
import org.waymark.audit.tiles.TileDirectory;
import org.waymark.audit.trail.CheckpointTrail;
import org.waymark.audit.trail.SignedCheckpoint;
import org.waymark.audit.tree.RightEdge;
import org.waymark.audit.tree.TreeHasher;
import org.waymark.cli.BrokerExtension;
import org.waymark.cli.CommandRun;
import org.waymark.edge.Ports;
import org.waymark.edge.Replica;
import org.waymark.edge.audit.PublisherThread;
import org.waymark.edge.config.ReplicaConfig;
import org.waymark.embedded.EmbeddedBroker;
import org.waymark.log.Entry;
import org.waymark.log.EventLog;
import org.waymark.log.Topic;
import org.waymark.log.kafka.KafkaEventLog;
import org.waymark.runtime.FileTree;
import org.waymark.runtime.SystemClock;
import org.waymark.runtime.SystemTimers;
import org.waymark.runtime.UdpDatagrams;
import org.waymark.runtime.UnixStreams;
import org.waymark.runtime.Waiting;
import org.waymark.runtime.simulation.RecordedFaults;
import org.waymark.segment.ByteString;
import org.waymark.wire.event.Event;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.event.EventCodec;

/** A real replica that signs and publishes checkpoints of a log in Kafka. */
@ExtendWith(BrokerExtension.class)
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PublishedLogTest {
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final long MINUTE_MS = TimeUnit.MINUTES.toMillis(1);
  private static final long ROUND_MS = TimeUnit.SECONDS.toMillis(5);

  @TempDir Path root;
  private final SystemClock clock = new SystemClock();
  private final RecordedFaults faults = new RecordedFaults();
  private final SystemTimers timers = new SystemTimers("test-timers", faults);
  private final HastenedTimers hastened = new HastenedTimers(timers);
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger(PublisherThread.class);
  private AuditedLog log;
  private Path config;
  private EventLog eventLog;
  private Replica replica;

  @BeforeEach
  void startReplica(EmbeddedBroker broker, TestInfo test) throws Exception {
    lines.list = Collections.synchronizedList(new ArrayList<>());
    log = new AuditedLog(root, broker, "pub-" + test.getTestMethod().orElseThrow().getName());
    config = log.publishingConfig();
    // The commands that made the log have set up logging, as each command does.
    lines.start();
    logger.setLevel(Level.INFO);
    logger.setAdditive(false);
    logger.addAppender(lines);
    start();
  }

  @AfterEach
  void end() {
    replica.close();
    eventLog.close();
    timers.close();
    log.close();
    logger.detachAppender(lines);
    logger.setAdditive(true);
    logger.setLevel(null);
    assertEquals(List.of(), faults.faults());
  }

  private void start() throws Exception {
    ReplicaConfig read = ReplicaConfig.read(config);
    eventLog = KafkaEventLog.open(read.kafka(), clock);
    replica =
        Replica.start(
            read,
            eventLog,
            new Ports(
                clock,
                hastened,
                new UdpDatagrams(faults),
                new UnixStreams(faults),
                new Random(1),
                faults));
    replica.whenCaughtUp().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    await(() -> replica.registry().get("waymark.lease.held").gauge().value() == 1);
  }

  private void await(BooleanSupplier isSo) throws InterruptedException {
    assertTrue(Waiting.until(isSo, Duration.ofMillis(10), PATIENCE, clock));
  }

  private List<SignedCheckpoint> signed() {
    String topicId = topicId();
    return new CheckpointTrail(log.eventLog())
        .between(0, log.eventLog().end(Topic.AUDIT).nextOffset()).stream()
            .filter(signed -> signed.isOf(topicId))
            .toList();
  }

  private String topicId() {
    return log.eventLog().identity().at(Topic.EVENTS, 0).topicId();
  }

  private Optional<ByteString> published() {
    return published(Topic.EVENTS);
  }

  private Optional<ByteString> published(Topic topic) {
    return TileDirectory.open(log.file("published").resolve(topic.suffix())).publishedCheckpoint();
  }

  /** Lets a minute end. {@return the checkpoint that the replica has signed then} */
  private SignedCheckpoint minute() throws InterruptedException {
    int before = signed().size();
    long end = log.eventLog().end(Topic.EVENTS).nextOffset();
    await(() -> replica.standing(Topic.EVENTS).nextOffset() >= end);
    hastened.run(MINUTE_MS);
    await(() -> signed().size() > before);
    return signed().getLast();
  }

  /** Lets a minute end, and waits until its checkpoint is published. */
  private SignedCheckpoint publishedMinute() throws InterruptedException {
    SignedCheckpoint signed = minute();
    hastened.run(ROUND_MS);
    await(() -> published().equals(Optional.of(signed.note().encode())));
    await(() -> published(Topic.TRUST).isPresent());
    return signed;
  }

  private double refusedCheckpoints() {
    return replica.registry().counter("waymark.faults", "where", "checkpoint").count();
  }

  private List<String> errors() {
    return List.copyOf(lines.list).stream()
        .filter(line -> line.getLevel() == Level.ERROR)
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }

  private void assertFolderVerified(SignedCheckpoint newest, String... more) {
    CommandRun run = log.verifyFolder("published", more);
    assertEquals(0, run.exitCode(), () -> run.out() + run.err());
    assertEquals(
        List.of("verified: records 0 to " + (newest.size() - 1) + " match the checkpoint"),
        run.lines());
  }

  @Test
  void minuteWithRecordsIsSignedPublishedAndProvenWithoutTheLog() throws Exception {
    log.append(LongStream.range(0, 300).toArray());

    SignedCheckpoint first = publishedMinute();

    assertEquals(
        Optional.empty(),
        first.whyNotSignedBy(List.of(KeyFile.verifier(Path.of(log.publicKey())).orElseThrow())));
    assertTrue(first.size() >= 300, () -> first.size() + " records");
    assertFolderVerified(first);
    CommandRun proof =
        AuditedLog.audit(
            "prove",
            "--directory",
            log.file("published").toString(),
            "--offset",
            "7",
            "--out",
            log.file("proof").toString());
    assertEquals(0, proof.exitCode(), proof::err);
    Files.write(log.file("first"), first.note().encode().toBytes());

    log.append(1_000, 1_001);
    SignedCheckpoint second = publishedMinute();

    assertFolderVerified(second, "--older", log.file("first").toString());
    replica.close();
    FileTree.delete(log.file("published"));
    CommandRun verified =
        AuditedLog.audit(
            "verify", "--proof", log.file("proof").toString(), "--key", log.publicKey());
    assertEquals(0, verified.exitCode(), () -> verified.out() + verified.err());
    assertTrue(verified.out().startsWith("verified: record 7, "), verified::out);
    assertEquals(0, refusedCheckpoints());
  }

  @Test
  void folderThatWasDeletedIsWrittenAgain() throws Exception {
    log.append(LongStream.range(0, 300).toArray());
    publishedMinute();

    Optional<ByteString> trust = published(Topic.TRUST);
    FileTree.delete(log.file("published"));
    // Nothing is recorded in .trust, so its newest checkpoint is still the one that was deleted.
    log.append(1_000);
    SignedCheckpoint second = publishedMinute();
    assertEquals(trust, published(Topic.TRUST));

    assertEquals(
        2,
        List.copyOf(lines.list).stream()
            .map(ILoggingEvent::getFormattedMessage)
            .filter(line -> line.startsWith("Started publishing the Merkle tree of .events in "))
            .count());
    assertEquals(List.of(), errors());
    assertFolderVerified(second);
  }

  private void appendCheckpoint(long size, NoteSigner signer) throws IOException {
    TreeHasher hasher = new TreeHasher();
    RightEdge edge = RightEdge.EMPTY;
    for (long i = 0; i < size; i++) {
      edge = edge.append(TreeHasher.EMPTY_ROOT, hasher);
    }
    String origin = signed().getFirst().checkpoint().origin();
    SignedNote note = Checkpoint.of(origin, edge, hasher).signedBy(signer);
    EventBody body = new EventBody.CheckpointSigned(note.encode());
    log.eventLog()
        .append(
            Topic.AUDIT,
            new Entry(ByteString.EMPTY, body.kind(), EventCodec.encode(Event.own("test", body))))
        .join();
  }

  @Test
  void forkedCheckpointIsRefusedLoggedAndCounted() throws Exception {
    log.append(LongStream.range(0, 300).toArray());
    SignedCheckpoint first = publishedMinute();
    NoteSigner own = KeyFile.signer(log.file("key")).orElseThrow();
    NoteSigner stranger = NoteSigner.ofSeed("as.example", ByteString.owning(new byte[32]));

    appendCheckpoint(first.size(), own);
    appendCheckpoint(first.size() + 100_000, own);
    appendCheckpoint(first.size(), stranger);
    hastened.run(ROUND_MS);
    await(() -> refusedCheckpoints() == 3);

    assertEquals(Optional.of(first.note().encode()), published());
    List<String> errors = errors();
    assertEquals(3, errors.size(), errors::toString);
    assertTrue(
        errors.get(0).contains("the published checkpoint of " + first.size() + " records does not"),
        errors::toString);
    assertTrue(errors.get(1).contains("the end of the log has been cut off"), errors::toString);
    assertTrue(errors.get(2).contains("is not signed by a configured key"), errors::toString);
    log.append(1_000);
    assertFolderVerified(publishedMinute());
    assertEquals(3, refusedCheckpoints());
  }

  @Test
  void killedReplicaContinuesItsTree() throws Exception {
    log.append(LongStream.range(0, 300).toArray());
    SignedCheckpoint first = publishedMinute();
    Files.write(log.file("first"), first.note().encode().toBytes());
    log.append(1_000);
    SignedCheckpoint unpublished = minute();

    replica.kill();
    eventLog.close();
    log.append(1_001);
    start();
    await(() -> published().equals(Optional.of(unpublished.note().encode())));
    log.append(1_002);
    SignedCheckpoint second = publishedMinute();

    assertTrue(second.size() > unpublished.size(), () -> second + " and " + unpublished);
    assertFolderVerified(second, "--older", log.file("first").toString());
    assertEquals(0, refusedCheckpoints());
    assertEquals(List.of(), errors());
  }
}
