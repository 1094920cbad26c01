package org.waymark.server.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.LoggerFactory;
import org.waymark.audit.checkpoint.Checkpoint;
import org.waymark.audit.note.NoteSigner;
import org.waymark.audit.note.VerifierKey;
import org.waymark.audit.publish.TopicTree;
import org.waymark.audit.tree.RightEdge;
import org.waymark.audit.tree.TreeHasher;
import org.waymark.log.Entry;
import org.waymark.log.Topic;
import org.waymark.log.memory.InMemoryEventLog;
import org.waymark.runtime.simulation.VirtualClock;
import org.waymark.segment.ByteString;
import org.waymark.segment.Sha256;
import org.waymark.server.report.ServerMetrics;
import org.waymark.server.settings.FoldSettings;
import org.waymark.server.settings.HistoryDepth;
import org.waymark.store.ColdStart;
import org.waymark.wire.event.Event;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.event.EventCodec;

/** Tests that a fold continues the tree only from a checkpoint that the key has signed. */
@Isolated("listens to log lines")
class FoldStartTest {
  private static final long HOUR_MS = TimeUnit.HOURS.toMillis(1);
  private static final int HOURS = 100;

  /** The start of a fold in the last hour: one horizon back. */
  private static final int START = HOURS - 26;

  private static final NoteSigner SIGNER = signer("as.example", 1);
  private static final NoteSigner STRANGER = signer("as.example", 2);

  private final VirtualClock clock = new VirtualClock(1_520_000_000_000L);
  private final InMemoryEventLog log = new InMemoryEventLog("test", clock);
  private final TopicTree tree = new TopicTree(log, Topic.EVENTS);
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger(FoldStart.class);

  private static NoteSigner signer(String name, int seed) {
    byte[] bytes = new byte[Sha256.SIZE];
    bytes[0] = (byte) seed;
    return NoteSigner.ofSeed(name, ByteString.owning(bytes));
  }

  @BeforeEach
  void capture() {
    lines.start();
    logger.setLevel(Level.WARN);
    logger.setAdditive(false);
    logger.addAppender(lines);
  }

  @AfterEach
  void release() {
    logger.detachAppender(lines);
    logger.setAdditive(true);
    logger.setLevel(null);
  }

  private void append(Topic topic, EventBody body) {
    log.append(
        topic,
        new Entry(ByteString.EMPTY, body.kind(), EventCodec.encode(Event.own("other", body))));
  }

  private void sign(RightEdge edge, NoteSigner signer) {
    Checkpoint checkpoint =
        Checkpoint.of(Checkpoint.origin("test.events", tree.topicId()), edge, new TreeHasher());
    append(Topic.AUDIT, new EventBody.CheckpointSigned(checkpoint.signedBy(signer).encode()));
  }

  private RightEdge honest(int size) {
    return tree.edgeAt(RightEdge.EMPTY, size);
  }

  private static RightEdge invented(int size) {
    TreeHasher hasher = new TreeHasher();
    RightEdge edge = RightEdge.EMPTY;
    for (int i = 0; i < size; i++) {
      edge = edge.append(TreeHasher.EMPTY_ROOT, hasher);
    }
    return edge;
  }

  /** Appends an event each hour, and runs something after that of the hour before the start. */
  private void runHours(Runnable beforeStart) {
    for (int hour = 0; hour < HOURS; hour++) {
      append(Topic.EVENTS, new EventBody.TickEvent(clock.wallMs() - HOUR_MS));
      if (hour == START - 1) {
        clock.advanceMs(HOUR_MS - TimeUnit.MINUTES.toMillis(5));
        beforeStart.run();
        clock.advanceMs(TimeUnit.MINUTES.toMillis(5));
      } else {
        clock.advanceMs(HOUR_MS);
      }
    }
  }

  private ColdStart plan(VerifierKey... keys) {
    return new FoldStart(
            log,
            new FoldSettings(HistoryDepth.DEFAULT, List.of(keys)),
            clock,
            new ServerMetrics(registry))
        .plan(clock.wallMs());
  }

  private double faults() {
    return registry.get("waymark.faults").tag("where", "checkpoint").counter().count();
  }

  @Test
  void forgedCheckpointIsIgnoredAndSaid() {
    runHours(
        () -> {
          sign(honest(START - 1), SIGNER);
          sign(invented(START), STRANGER);
        });

    ColdStart start = plan(SIGNER.verifierKey());

    assertEquals(START - 1, start.offset());
    assertEquals(Optional.of(honest(START - 1)), start.edge());
    assertEquals(1, faults());
    assertEquals(1, lines.list.size());
    String line = lines.list.getFirst().getFormattedMessage();
    assertTrue(
        line.startsWith(
            "Ignored the checkpoint of 74 records at offset 1 of .audit, because it is not signed"
                + " with audit.key ("),
        line);
  }

  @Test
  void checkpointOfATrustedFormerKeyCounts() {
    runHours(() -> sign(honest(START), STRANGER));
    assertEquals(Optional.empty(), plan(SIGNER.verifierKey()).edge());
    assertEquals(
        Optional.of(honest(START)), plan(SIGNER.verifierKey(), STRANGER.verifierKey()).edge());
  }

  @Test
  void foldWithoutASignedCheckpointBeginsWithoutATree() {
    runHours(() -> sign(invented(START), STRANGER));

    ColdStart start = plan(SIGNER.verifierKey());

    assertEquals(START, start.offset());
    assertEquals(Optional.empty(), start.edge());
  }

  @Test
  void signatureOverAnotherTextIsForgedToo() {
    runHours(
        () -> {
          String topicId = tree.topicId();
          Checkpoint signed =
              Checkpoint.of(
                  Checkpoint.origin("test.events", topicId), honest(START - 1), new TreeHasher());
          Checkpoint other =
              Checkpoint.of(
                  Checkpoint.origin("test.events", topicId), invented(START), new TreeHasher());
          String note =
              new String(signed.signedBy(SIGNER).encode().toBytes(), StandardCharsets.UTF_8)
                  .replace(signed.text(), other.text());
          append(
              Topic.AUDIT,
              new EventBody.CheckpointSigned(
                  ByteString.owning(note.getBytes(StandardCharsets.UTF_8))));
        });

    assertEquals(Optional.empty(), plan(SIGNER.verifierKey()).edge());
    assertEquals(1, faults());
  }

  @Test
  void withoutAKeyTheLargestCheckpointIsUsed() {
    runHours(() -> sign(honest(START), STRANGER));

    assertEquals(Optional.of(honest(START)), plan().edge());
    assertEquals(List.of(), lines.list);
  }
}
