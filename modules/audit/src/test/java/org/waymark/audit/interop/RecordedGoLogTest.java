package org.waymark.audit.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.waymark.audit.checkpoint.Checkpoint;
import org.waymark.audit.checkpoint.CheckpointVerifier;
import org.waymark.audit.checkpoint.Cosignature;
import org.waymark.audit.checkpoint.VerifiedCheckpoint;
import org.waymark.audit.note.NoteSigner;
import org.waymark.audit.note.SignedNote;
import org.waymark.audit.note.VerifierKey;
import org.waymark.audit.proof.InclusionFile;
import org.waymark.audit.proof.TiledTree;
import org.waymark.audit.text.StrictText;
import org.waymark.audit.tiles.MemoryTiles;
import org.waymark.audit.tiles.Tile;
import org.waymark.audit.tiles.TileDirectory;
import org.waymark.audit.tiles.WrittenTree;
import org.waymark.audit.tree.NaiveTree;
import org.waymark.segment.ByteString;
import org.waymark.trust.Ed25519;

/**
 * Compares Waymark with a log that Go's packages golang.org/x/mod/sumdb/note and tlog made. If Go
 * is installed, {@link GoInteropTest} makes the same log again.
 */
class RecordedGoLogTest {
  static Path folder() {
    try {
      return Path.of(RecordedGoLogTest.class.getResource("recorded").toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  private static ByteString read(String name) throws IOException {
    return ByteString.of(Files.readAllBytes(folder().resolve(name)));
  }

  private static String line(String name) throws IOException {
    return Files.readString(folder().resolve(name)).strip();
  }

  private static CheckpointVerifier verifier() throws IOException {
    return new CheckpointVerifier(
        Ed25519.bouncyCastle(),
        SampleLog.ORIGIN,
        List.of(VerifierKey.parse(line("vkey")).orElseThrow()),
        List.of(VerifierKey.parse(line("witness")).orElseThrow()));
  }

  @Test
  void keysAreEqual() throws IOException {
    assertEquals(line("vkey"), SampleLog.SIGNER.verifierKey().text());
    assertEquals(line("skey"), SampleLog.SIGNER.secretText());
    assertEquals(
        SampleLog.SIGNER.verifierKey(), NoteSigner.parse(line("skey")).orElseThrow().verifierKey());
    assertEquals(line("witness"), SampleLog.WITNESS.key().text());
  }

  @Test
  void theirCheckpointsAreVerified() throws IOException {
    VerifiedCheckpoint newest = verifier().open(read("checkpoint")).orElseThrow();
    assertEquals(SampleLog.SIZE, newest.checkpoint().size());
    assertEquals(NaiveTree.root(SampleLog.ENTRIES), newest.checkpoint().root());
    assertEquals(
        List.of(
            new Cosignature(SampleLog.WITNESS.key(), Instant.ofEpochSecond(SampleLog.COSIGNED_S))),
        newest.cosignatures());
    VerifiedCheckpoint older = verifier().open(read("older")).orElseThrow();
    assertEquals(SampleLog.OLDER, older.checkpoint().size());
  }

  @Test
  void signaturesAndCosignaturesAreEqual() throws IOException {
    for (String name : List.of("checkpoint", "older")) {
      SignedNote theirs = SignedNote.parse(read(name)).orElseThrow();
      Checkpoint checkpoint = Checkpoint.parse(theirs.text()).orElseThrow();
      SignedNote ours =
          name.equals("older")
              ? checkpoint.signedBy(SampleLog.SIGNER)
              : SampleLog.cosigned(checkpoint);
      assertEquals(theirs, ours);
      assertEquals(read(name), ours.encode());
    }
  }

  @Test
  void tilesAndBundlesAreEqual() throws IOException {
    MemoryTiles ours = WrittenTree.memory(SampleLog.SIZE);
    TileDirectory theirs = TileDirectory.open(folder());
    try (Stream<Path> files = Files.walk(folder().resolve("tile"))) {
      Set<Tile> places =
          files
              .filter(Files::isRegularFile)
              .map(file -> folder().relativize(file).toString())
              .map(path -> Tile.parse(path).orElseThrow())
              .collect(Collectors.toSet());
      assertEquals(places, ours.places());
    }
    ours.places().forEach(tile -> assertEquals(theirs.read(tile), ours.read(tile), tile.path()));
  }

  @Test
  void proofsAreEqual() throws IOException {
    assertEquals(Files.readString(folder().resolve("proofs")), String.join("", SampleLog.proofs()));
  }

  @Test
  void theirProofFileIsVerified() throws IOException {
    InclusionFile file = InclusionFile.parse(read("inclusion.tlog-proof")).orElseThrow();
    ByteString leaf = NaiveTree.leaf(SampleLog.ENTRIES.get(SampleLog.PROVEN));
    assertEquals(SampleLog.PROVEN, file.proof().index());
    assertEquals(SampleLog.SIZE, file.verify(leaf, verifier()).orElseThrow().checkpoint().size());
    InclusionFile ours =
        new InclusionFile(
            Optional.empty(),
            new TiledTree(TileDirectory.open(folder()), SampleLog.SIZE).inclusion(SampleLog.PROVEN),
            SignedNote.parse(read("checkpoint")).orElseThrow());
    assertEquals(file, ours);
    assertEquals(StrictText.ofUtf8(read("inclusion.tlog-proof")), StrictText.ofUtf8(ours.encode()));
  }
}
