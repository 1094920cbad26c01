package org.waymark.audit.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.waymark.audit.checkpoint.Checkpoint;
import org.waymark.audit.checkpoint.CheckpointVerifier;
import org.waymark.audit.note.NoteSigner;
import org.waymark.audit.note.SignedNote;
import org.waymark.audit.text.StrictText;
import org.waymark.audit.tiles.WrittenTree;
import org.waymark.audit.tree.NaiveTree;
import org.waymark.audit.tree.TreeHasher;
import org.waymark.segment.ByteString;
import org.waymark.trust.Ed25519;
import org.waymark.wire.Decoded;
import org.waymark.wire.Refusal;
import org.waymark.wire.RefusalReason;

class ProofFileTest {
  private static final String ORIGIN = Checkpoint.origin("waymark.1-ff00_0_110.events", "id");
  private static final int SIZE = 21;
  private static final List<ByteString> ENTRIES = NaiveTree.entries(SIZE);

  private final NoteSigner signer = NoteSigner.ofSeed(ORIGIN, ByteString.of(new byte[32]));
  private final CheckpointVerifier verifier =
      new CheckpointVerifier(
          Ed25519.bouncyCastle(), ORIGIN, List.of(signer.verifierKey()), List.of());

  private SignedNote checkpoint(int size) {
    return Checkpoint.of(ORIGIN, WrittenTree.edge(size), new TreeHasher()).signedBy(signer);
  }

  private static TiledTree tree() {
    return new TiledTree(WrittenTree.memory(SIZE), SIZE);
  }

  private InclusionFile inclusion(int index, Optional<ByteString> extra) {
    return new InclusionFile(extra, tree().inclusion(index), checkpoint(SIZE));
  }

  private ConsistencyFile consistency(int size) {
    return new ConsistencyFile(tree().consistency(size), checkpoint(size), checkpoint(SIZE));
  }

  @Test
  void inclusionFileHasTheLinesOfTheSpecification() {
    InclusionFile file = inclusion(20, Optional.of(ENTRIES.get(20)));
    String text = utf8(file.encode());
    assertTrue(
        text.startsWith(
            "c2sp.org/tlog-proof@v1\nextra "
                + StrictText.base64(ENTRIES.get(20))
                + "\nindex 20\n"
                + StrictText.base64(NaiveTree.root(ENTRIES.subList(16, 20)))
                + "\n"
                + StrictText.base64(NaiveTree.root(ENTRIES.subList(0, 16)))
                + "\n\n"
                + ORIGIN
                + "\n21\n"),
        text);
    assertTrue(text.endsWith(utf8(checkpoint(SIZE).encode())));
  }

  @Test
  void filesProveWithoutTilesOrLog() {
    for (int index = 0; index < SIZE; index++) {
      for (Optional<ByteString> extra :
          List.of(Optional.<ByteString>empty(), Optional.of(ENTRIES.get(index)))) {
        InclusionFile file = inclusion(index, extra);
        InclusionFile read = InclusionFile.parse(file.encode()).orElseThrow();
        assertEquals(file, read);
        assertEquals(
            SIZE,
            read.verify(NaiveTree.leaf(ENTRIES.get(index)), verifier)
                .orElseThrow()
                .checkpoint()
                .size());
      }
    }
    for (int size = 0; size <= SIZE; size++) {
      ConsistencyFile read = ConsistencyFile.parse(consistency(size).encode()).orElseThrow();
      assertEquals(consistency(size), read);
      assertEquals(SIZE, read.verify(verifier).orElseThrow().checkpoint().size());
    }
  }

  @Test
  void anotherLeafIsNotProven() {
    ByteString other = NaiveTree.leaf(ENTRIES.get(4));
    assertRefused(RefusalReason.PROOF, inclusion(3, Optional.empty()).verify(other, verifier));
  }

  @Test
  void aForkIsNotConsistent() {
    TreeHasher hasher = new TreeHasher();
    Checkpoint forked =
        Checkpoint.of(
            ORIGIN,
            WrittenTree.edge(9).append(hasher.leaf(StrictText.utf8("rewritten")), hasher),
            hasher);
    ConsistencyFile file =
        new ConsistencyFile(tree().consistency(10), forked.signedBy(signer), checkpoint(SIZE));
    assertRefused(RefusalReason.PROOF, file.verify(verifier));
  }

  @Test
  void changingAnyByteOfAFileIsNoticed() {
    ByteString inclusion = inclusion(20, Optional.empty()).encode();
    ByteString leaf = NaiveTree.leaf(ENTRIES.get(20));
    ByteString consistency = consistency(9).encode();
    for (int bit : new int[] {0, 4, 7}) {
      for (int i = 0; i < inclusion.size(); i++) {
        Decoded<?> read =
            InclusionFile.parse(changed(inclusion, i, bit))
                .then(file -> file.verify(leaf, verifier));
        assertTrue(read.whyRefused().isPresent(), "byte " + i + ", bit " + bit);
      }
      for (int i = 0; i < consistency.size(); i++) {
        Decoded<?> read =
            ConsistencyFile.parse(changed(consistency, i, bit)).then(file -> file.verify(verifier));
        assertTrue(read.whyRefused().isPresent(), "byte " + i + ", bit " + bit);
      }
    }
  }

  private static ByteString changed(ByteString bytes, int index, int bit) {
    byte[] changed = bytes.toBytes();
    changed[index] ^= (byte) (1 << bit);
    return ByteString.of(changed);
  }

  @Test
  void cuttingAFileAnywhereIsNoticed() {
    ByteString inclusion = inclusion(20, Optional.empty()).encode();
    for (int size = 0; size < inclusion.size(); size++) {
      ByteString cut = ByteString.of(inclusion.unsafeBytes(), 0, size);
      assertTrue(InclusionFile.parse(cut).whyRefused().isPresent(), "the first " + size);
    }
    ByteString consistency = consistency(9).encode();
    for (int size = 0; size < consistency.size(); size++) {
      ByteString cut = ByteString.of(consistency.unsafeBytes(), 0, size);
      assertTrue(ConsistencyFile.parse(cut).whyRefused().isPresent(), "the first " + size);
    }
  }

  @Test
  void malformedFilesAreRefused() {
    String note = "\n" + utf8(checkpoint(SIZE).encode());
    String first = "c2sp.org/tlog-proof@v1\n";
    assertTrue(inclusion(first + "index 0\n" + note).asOptional().isPresent());
    assertRefused(RefusalReason.PROOF, inclusion(""));
    assertRefused(RefusalReason.PROOF, inclusion(first));
    assertRefused(RefusalReason.PROOF, inclusion(first + note));
    assertRefused(RefusalReason.PROOF, inclusion("c2sp.org/tlog-proof@v2\nindex 0\n" + note));
    assertRefused(RefusalReason.PROOF, inclusion(first + "extra AAAA\n" + note));
    assertRefused(RefusalReason.PROOF, inclusion(first + "extra A\nindex 0\n" + note));
    assertRefused(RefusalReason.PROOF, inclusion(first + "index 00\n" + note));
    assertRefused(RefusalReason.PROOF, inclusion(first + "index -1\n" + note));
    assertRefused(RefusalReason.PROOF, inclusion(first + "index 0\nAAAA\n" + note));
    assertRefused(RefusalReason.CHECKPOINT, inclusion(first + "index 0\n\n" + note));
    String hash = StrictText.base64(TreeHasher.EMPTY_ROOT) + "\n";
    String most = String.join("", Collections.nCopies(ProofText.MAX_HASHES, hash));
    assertTrue(inclusion(first + "index 0\n" + most + note).asOptional().isPresent());
    assertRefused(
        RefusalReason.TOO_MANY_ITEMS, inclusion(first + "index 0\n" + most + hash + note));
    assertRefused(
        RefusalReason.TOO_LONG,
        InclusionFile.parse(ByteString.of(new byte[InclusionFile.MAX_BYTES + 1])));
    assertRefused(
        RefusalReason.TOO_LONG,
        ConsistencyFile.parse(ByteString.of(new byte[ConsistencyFile.MAX_BYTES + 1])));
    assertRefused(
        RefusalReason.PROOF,
        ConsistencyFile.parse(StrictText.utf8("waymark-consistency-proof@v1\n" + note)));
    assertRefused(
        RefusalReason.PROOF, ConsistencyFile.parse(StrictText.utf8("another\n" + note + note)));
  }

  /** A file has room for an entry of the maximum length and a note with many signatures. */
  @Test
  void theLargestEntryFits() {
    InclusionFile file = inclusion(3, Optional.of(ByteString.of(new byte[65_535])));
    assertEquals(file, InclusionFile.parse(file.encode()).orElseThrow());
  }

  private static Decoded<InclusionFile> inclusion(String text) {
    return InclusionFile.parse(StrictText.utf8(text));
  }

  private static String utf8(ByteString bytes) {
    return StrictText.ofUtf8(bytes).orElseThrow();
  }

  private static void assertRefused(RefusalReason reason, Decoded<?> decoded) {
    assertEquals(Optional.of(reason), decoded.whyRefused().map(Refusal::reason));
  }
}
