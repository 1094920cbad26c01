package org.waymark.audit.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.waymark.audit.checkpoint.Checkpoint;
import org.waymark.audit.text.StrictText;
import org.waymark.audit.tiles.MemoryTiles;
import org.waymark.audit.tiles.Tile;
import org.waymark.audit.tiles.TileException;
import org.waymark.audit.tiles.TileReader;
import org.waymark.audit.tiles.TileWriter;
import org.waymark.audit.tree.RecordLeaf;
import org.waymark.audit.tree.RightEdge;
import org.waymark.audit.tree.TreeHasher;
import org.waymark.log.LogRecord;
import org.waymark.segment.ByteString;

class RunVerifierTest {
  private static final String TOPIC_ID = "kYp7hJ0mQ3yWbTj2vXn4Zg";
  private static final String ORIGIN = Checkpoint.origin("waymark.1-ff00_0_110.events", TOPIC_ID);
  private static final int OLD = 300;
  private static final int NEW = 1_000;

  private final List<LogRecord> records =
      IntStream.range(0, NEW).mapToObj(RunVerifierTest::record).toList();
  private final MemoryTiles tiles = new MemoryTiles();
  private final Checkpoint older = checkpoint(records.subList(0, OLD), new MemoryTiles());
  private final Checkpoint newer = checkpoint(records, tiles);

  private static LogRecord record(int offset) {
    return record(offset, "value " + offset);
  }

  private static LogRecord record(int offset, String value) {
    return new LogRecord(
        offset,
        1,
        1_700_000_000_000L + offset / 10,
        StrictText.utf8("key " + offset % 7),
        StrictText.utf8(value).toBytes());
  }

  private static Checkpoint checkpoint(List<LogRecord> records, MemoryTiles tiles) {
    TileWriter writer = TileWriter.resume(tiles, RightEdge.EMPTY);
    records.forEach(record -> writer.append(RecordLeaf.of(TOPIC_ID, record).encode()));
    writer.flush();
    return Checkpoint.of(ORIGIN, writer.edge(), new TreeHasher());
  }

  private static Checkpoint withoutEdge(Checkpoint checkpoint) {
    return Checkpoint.parse(
            checkpoint.origin()
                + "\n"
                + checkpoint.size()
                + "\n"
                + StrictText.base64(checkpoint.root())
                + "\n")
        .orElseThrow();
  }

  private RunFinding verify(List<LogRecord> run, Optional<TileReader> with) {
    return verify(RunVerifier.between(TOPIC_ID, older, newer, with), run);
  }

  private static RunFinding verify(RunVerifier verifier, List<LogRecord> run) {
    run.forEach(verifier::accept);
    return verifier.finish();
  }

  private List<LogRecord> run() {
    return new ArrayList<>(records.subList(OLD, NEW));
  }

  private Optional<TileReader> withTiles() {
    return Optional.of(tiles);
  }

  @Test
  void unchangedRecordsAreProvenWithAndWithoutTiles() {
    RunFinding proven = new RunFinding.Proven(OLD, NEW);
    assertEquals(proven, verify(run(), withTiles()));
    assertEquals(proven, verify(run(), Optional.empty()));
    assertEquals(
        proven,
        verify(RunVerifier.between(TOPIC_ID, withoutEdge(older), newer, withTiles()), run()));
    assertEquals(
        proven,
        verify(RunVerifier.between(TOPIC_ID, older, withoutEdge(newer), Optional.empty()), run()));
  }

  @Test
  void anyPartOfTheTopicIsProvenWithTiles() {
    for (int from = 0; from <= NEW; from += 83) {
      for (int to = from; to <= NEW; to += 89) {
        RunVerifier verifier = RunVerifier.within(TOPIC_ID, from, to, newer, tiles);
        RunFinding expected =
            from == to ? new RunFinding.NothingCompared(from, to) : new RunFinding.Proven(from, to);
        assertEquals(expected, verify(verifier, records.subList(from, NEW)));
      }
    }
  }

  @Test
  void aTamperedRecordIsNamed() {
    for (int bad : new int[] {OLD, 511, 512, 767, NEW - 1}) {
      List<LogRecord> run = run();
      run.set(bad - OLD, record(bad, "tampered"));
      assertEquals(new RunFinding.Altered(bad), verify(run, withTiles()));
      assertEquals(
          new RunFinding.Altered(bad),
          verify(RunVerifier.within(TOPIC_ID, OLD, NEW, newer, tiles), run));
    }
  }

  @Test
  void everyFieldOfARecordIsCovered() {
    LogRecord true600 = records.get(600);
    for (LogRecord other :
        List.of(
            new LogRecord(600, 1, true600.recordTimeMs() + 1, true600.key(), true600.value()),
            new LogRecord(600, 1, true600.recordTimeMs(), ByteString.EMPTY, true600.value()),
            new LogRecord(600, 1, true600.recordTimeMs(), true600.key(), new byte[0]))) {
      List<LogRecord> run = run();
      run.set(600 - OLD, other);
      assertEquals(new RunFinding.Altered(600), verify(run, withTiles()));
    }
    RunVerifier otherTopic = RunVerifier.between("another", older, newer, withTiles());
    assertEquals(new RunFinding.Altered(OLD), verify(otherTopic, run()));
  }

  @Test
  void withoutTilesATamperedRecordIsNarrowedDown() {
    List<LogRecord> run = run();
    run.set(780 - OLD, record(780, "tampered"));
    // 1000 = 512 + 256 + 128 + 64 + 32 + 8
    assertEquals(new RunFinding.AlteredWithin(768, 896), verify(run, Optional.empty()));
    run.set(400 - OLD, record(400, "tampered"));
    assertEquals(new RunFinding.AlteredWithin(OLD, 512), verify(run, Optional.empty()));
    assertEquals(
        new RunFinding.AlteredWithin(OLD, NEW),
        verify(RunVerifier.between(TOPIC_ID, older, withoutEdge(newer), Optional.empty()), run));
  }

  @Test
  void aDroppedRecordIsNamed() {
    List<LogRecord> run = run();
    run.remove(600 - OLD);
    assertEquals(new RunFinding.Skipped(600, 601), verify(run, withTiles()));
    assertEquals(new RunFinding.Skipped(600, 601), verify(run, Optional.empty()));
  }

  @Test
  void aDroppedRecordWhoseFollowersWereRenumberedIsNamed() {
    List<LogRecord> run = new ArrayList<>(records.subList(OLD, 600));
    IntStream.range(600, NEW - 1).forEach(i -> run.add(record(i, "value " + (i + 1))));
    assertEquals(new RunFinding.Altered(600), verify(run, withTiles()));
  }

  @Test
  void anInsertedRecordIsNamed() {
    List<LogRecord> run = run();
    run.add(600 - OLD, record(600, "inserted"));
    assertEquals(new RunFinding.Altered(600), verify(run, withTiles()));
    List<LogRecord> repeated = run();
    repeated.add(600 - OLD, record(599));
    assertEquals(new RunFinding.OutOfOrder(600, 599), verify(repeated, withTiles()));
  }

  @Test
  void reorderedRecordsAreNamed() {
    List<LogRecord> run = run();
    run.set(600 - OLD, record(601));
    run.set(601 - OLD, record(600));
    assertEquals(new RunFinding.Skipped(600, 601), verify(run, withTiles()));
    run.set(600 - OLD, record(600, "value 601"));
    run.set(601 - OLD, record(601, "value 600"));
    assertEquals(new RunFinding.Altered(600), verify(run, withTiles()));
  }

  @Test
  void aRewrittenTailIsNamed() {
    List<LogRecord> run = new ArrayList<>(records.subList(OLD, 900));
    IntStream.range(900, NEW).forEach(i -> run.add(record(i, "rewritten " + i)));
    assertEquals(new RunFinding.Altered(900), verify(run, withTiles()));
    assertEquals(new RunFinding.AlteredWithin(896, 960), verify(run, Optional.empty()));
  }

  @Test
  void aTruncatedTailIsNamed() {
    assertEquals(
        new RunFinding.EndsEarly(900, NEW), verify(records.subList(OLD, 900), withTiles()));
    assertEquals(new RunFinding.EndsEarly(OLD, NEW), verify(List.of(), Optional.empty()));
  }

  @Test
  void recordsAfterTheCheckpointAreIgnored() {
    List<LogRecord> run = run();
    run.add(record(NEW, "later"));
    assertEquals(new RunFinding.Proven(OLD, NEW), verify(run, withTiles()));
  }

  @Test
  void aForkedCheckpointOfTheSameSizeIsFound() {
    List<LogRecord> other = new ArrayList<>(records);
    other.set(700, record(700, "forked"));
    Checkpoint forked = checkpoint(other, new MemoryTiles());
    RunVerifier verifier = RunVerifier.between(TOPIC_ID, forked, newer, Optional.empty());
    assertTrue(verifier.isDecided());
    assertEquals(new RunFinding.Forked(512, 768), verifier.finish());
    assertEquals(
        new RunFinding.Forked(0, NEW),
        RunVerifier.between(TOPIC_ID, withoutEdge(forked), withoutEdge(newer), withTiles())
            .finish());
  }

  @Test
  void aForkedOlderCheckpointIsFound() {
    List<LogRecord> other = new ArrayList<>(records.subList(0, OLD));
    other.set(260, record(260, "forked"));
    Checkpoint forked = checkpoint(other, new MemoryTiles());
    // 300 = 256 + 32 + 8 + 4, and these subtrees are not in the right edge of 1000.
    assertEquals(
        new RunFinding.Forked(256, 288),
        verify(RunVerifier.between(TOPIC_ID, forked, newer, withTiles()), run()));
    assertEquals(
        new RunFinding.Forked(0, OLD),
        verify(RunVerifier.between(TOPIC_ID, withoutEdge(forked), newer, withTiles()), run()));
    // Without tiles, the records only show that something differs.
    assertEquals(
        new RunFinding.AlteredWithin(OLD, 512),
        verify(RunVerifier.between(TOPIC_ID, forked, newer, Optional.empty()), run()));
  }

  @Test
  void aForkWithinASharedSubtreeNeedsNoTiles() {
    List<LogRecord> other = new ArrayList<>(records.subList(0, 600));
    other.set(5, record(5, "forked"));
    Checkpoint forked = checkpoint(other, new MemoryTiles());
    assertEquals(
        new RunFinding.Forked(0, 512),
        RunVerifier.between(TOPIC_ID, forked, newer, Optional.empty()).finish());
  }

  @Test
  void changedTilesProveNothing() {
    for (Tile tile : List.of(new Tile(0, 2, 256), new Tile(0, 3, 232))) {
      MemoryTiles changed = new MemoryTiles();
      checkpoint(records, changed);
      byte[] bytes = changed.read(tile).orElseThrow().toBytes();
      bytes[bytes.length - 1] ^= 1;
      changed.replace(tile, ByteString.of(bytes));
      RunFinding finding =
          verify(RunVerifier.within(TOPIC_ID, 512, NEW, newer, changed), records.subList(512, NEW));
      assertEquals(RunFinding.ForeignTiles.class, finding.getClass());
    }
  }

  @Test
  void missingTilesOnlyMakeThePositionInexact() {
    tiles.remove(new Tile(0, 2, 256));
    assertEquals(new RunFinding.Proven(OLD, NEW), verify(run(), withTiles()));
    List<LogRecord> run = run();
    run.set(600 - OLD, record(600, "tampered"));
    assertEquals(new RunFinding.AlteredWithin(512, 768), verify(run, withTiles()));
    TileException.Missing e =
        assertThrows(
            TileException.Missing.class,
            () -> verify(RunVerifier.within(TOPIC_ID, OLD, NEW, newer, tiles), run));
    assertEquals(new Tile(0, 2, 256), e.tile());
  }

  @Test
  void whatCannotBeComparedIsRejected() {
    assertThrows(
        IllegalArgumentException.class,
        () -> RunVerifier.between(TOPIC_ID, withoutEdge(older), newer, Optional.empty()));
    assertThrows(
        IllegalArgumentException.class,
        () -> RunVerifier.between(TOPIC_ID, newer, older, Optional.empty()));
    Checkpoint otherLog =
        Checkpoint.of("another/log", older.rightEdge().orElseThrow(), new TreeHasher());
    assertThrows(
        IllegalArgumentException.class,
        () -> RunVerifier.between(TOPIC_ID, otherLog, newer, Optional.empty()));
    assertThrows(
        IllegalArgumentException.class,
        () -> RunVerifier.within(TOPIC_ID, 5, NEW + 1, newer, tiles));
    assertThrows(
        IllegalArgumentException.class, () -> RunVerifier.within(TOPIC_ID, 6, 5, newer, tiles));
  }

  @Test
  void findingsSayWhatIsWrong() {
    assertEquals("records 300 to 999 match the checkpoint", verify(run(), withTiles()).text());
    assertEquals(
        "record 600 is missing: record 601 is in its place",
        new RunFinding.Skipped(600, 601).text());
    assertTrue(new RunFinding.Proven(1, 2).isProven());
    assertThrows(IllegalArgumentException.class, () -> new RunFinding.Proven(2, 2));
    assertEquals(
        List.of(),
        List.of(
                new RunFinding.NothingCompared(2, 2),
                new RunFinding.OutOfOrder(2, 1),
                new RunFinding.Altered(1),
                new RunFinding.AlteredWithin(1, 2),
                new RunFinding.EndsEarly(1, 2),
                new RunFinding.Forked(1, 2),
                new RunFinding.ForeignTiles(new Tile(0, 0, 1)),
                new RunFinding.Skipped(1, 2))
            .stream()
            .filter(finding -> finding.isProven() || finding.text().isBlank())
            .toList());
  }
}
