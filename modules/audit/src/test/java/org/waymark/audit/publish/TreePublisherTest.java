package org.waymark.audit.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.waymark.audit.checkpoint.Checkpoint;
import org.waymark.audit.note.NoteSigner;
import org.waymark.audit.note.SignedNote;
import org.waymark.audit.tiles.TileDirectory;
import org.waymark.audit.tree.RightEdge;
import org.waymark.audit.tree.TreeHasher;
import org.waymark.audit.verify.DirectoryCheck;
import org.waymark.log.Entry;
import org.waymark.log.Topic;
import org.waymark.log.memory.InMemoryEventLog;
import org.waymark.runtime.simulation.VirtualClock;
import org.waymark.segment.ByteString;

/** Tests that nothing is published that contradicts what is there. */
class TreePublisherTest {
  private static final NoteSigner SIGNER =
      NoteSigner.ofSeed("as.example", ByteString.owning(new byte[32]));

  @TempDir Path root;

  private final InMemoryEventLog log = new InMemoryEventLog("log", new VirtualClock(1_000));
  private final TopicTree tree = new TopicTree(log, Topic.EVENTS);

  private void append(int count) {
    for (int i = 0; i < count; i++) {
      log.append(Topic.EVENTS, new Entry(ByteString.EMPTY, "test", new byte[] {(byte) i})).join();
    }
  }

  private Checkpoint checkpoint(long size) {
    return Checkpoint.of(
        Checkpoint.origin("log.events", tree.topicId()),
        tree.edgeAt(RightEdge.EMPTY, size),
        new TreeHasher());
  }

  private PublishingResult publish(Checkpoint checkpoint) {
    return new TreePublisher(tree, TileDirectory.open(root))
        .publish(checkpoint, checkpoint.signedBy(SIGNER));
  }

  private Optional<ByteString> published() {
    return TileDirectory.open(root).publishedCheckpoint();
  }

  /** {@return a checkpoint of another history of the same topic} */
  private Checkpoint forked(long size) {
    RightEdge edge = RightEdge.EMPTY;
    TreeHasher hasher = new TreeHasher();
    for (long i = 0; i < size; i++) {
      edge = edge.append(TreeHasher.EMPTY_ROOT, hasher);
    }
    return Checkpoint.of(checkpoint(1).origin(), edge, hasher);
  }

  @Test
  void checkpointsArePublishedWithTheirTilesAndOlderOnesAreKnown() {
    append(300);
    assertEquals(new PublishingResult.Begun(0, 270), publish(checkpoint(270)));
    assertEquals(new PublishingResult.Published(300), publish(checkpoint(300)));
    assertEquals(new PublishingResult.Known(300), publish(checkpoint(270)));

    SignedNote note = SignedNote.parse(published().orElseThrow()).orElseThrow();
    assertEquals(checkpoint(300).text(), note.text());
    assertEquals(
        true, new DirectoryCheck(TileDirectory.open(root), checkpoint(300)).run().isProven());
  }

  @Test
  void checkpointThatContradictsThePublishedOneOrTheRecordsChangesNothing() {
    append(300);
    publish(checkpoint(270));
    Optional<ByteString> before = published();

    for (long size : new long[] {100, 270, 280, 400}) {
      assertInstanceOf(PublishingResult.Contradicted.class, publish(forked(size)), "" + size);
    }
    assertEquals(before, published());
    assertEquals(new PublishingResult.Published(300), publish(checkpoint(300)));
  }

  @Test
  void recordsThatRetentionTookBeforeTheyWerePublishedAreNamed() {
    append(300);
    publish(checkpoint(100));
    Checkpoint newest = checkpoint(300);
    log.faults().trim(Topic.EVENTS, 200);
    Optional<ByteString> before = published();

    assertEquals(new PublishingResult.Lost(100, 200), publish(newest));
    assertEquals(before, published());
  }

  @Test
  void emptyFolderOfATrimmedLogBeginsAtTheCheckpoint() {
    append(300);
    Checkpoint newest = checkpoint(300);
    log.faults().trim(Topic.EVENTS, 200);

    assertEquals(new PublishingResult.Begun(300, 300), publish(newest));
  }
}
