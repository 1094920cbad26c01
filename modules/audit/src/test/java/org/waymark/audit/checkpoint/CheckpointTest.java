package org.waymark.audit.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.waymark.audit.note.NoteSigner;
import org.waymark.audit.note.SignedNote;
import org.waymark.audit.note.VerifierKey;
import org.waymark.audit.note.Witness;
import org.waymark.audit.text.StrictText;
import org.waymark.audit.tree.NaiveTree;
import org.waymark.audit.tree.RightEdge;
import org.waymark.audit.tree.TreeHasher;
import org.waymark.segment.ByteString;
import org.waymark.trust.Ed25519;
import org.waymark.wire.Decoded;
import org.waymark.wire.Refusal;
import org.waymark.wire.RefusalReason;

class CheckpointTest {
  private static final Ed25519 ED25519 = Ed25519.bouncyCastle();
  private static final String ORIGIN =
      Checkpoint.origin("waymark.1-ff00_0_110.events", "kYp7hJ0mQ3yWbTj2vXn4Zg");

  private final TreeHasher hasher = new TreeHasher();
  private final NoteSigner log = NoteSigner.ofSeed(ORIGIN, seed(1));
  private final NoteSigner newer = NoteSigner.ofSeed(ORIGIN, seed(2));
  private final Witness witness = new Witness("witness.example/w1", seed(3));
  private final Witness other = new Witness("witness.example/w2", seed(4));

  private static ByteString seed(int value) {
    byte[] seed = new byte[32];
    Arrays.fill(seed, (byte) value);
    return ByteString.owning(seed);
  }

  private RightEdge edge(int size) {
    RightEdge edge = RightEdge.EMPTY;
    for (ByteString entry : NaiveTree.entries(size)) {
      edge = edge.append(hasher.leaf(entry), hasher);
    }
    return edge;
  }

  private Checkpoint checkpoint(int size) {
    return Checkpoint.of(ORIGIN, edge(size), hasher);
  }

  private CheckpointVerifier verifier(VerifierKey... witnesses) {
    return new CheckpointVerifier(
        ED25519, ORIGIN, List.of(log.verifierKey(), newer.verifierKey()), List.of(witnesses));
  }

  @Test
  void textIsOriginSizeRootAndRightEdge() {
    RightEdge edge = edge(5);
    assertEquals(
        "waymark.1-ff00_0_110.events/kYp7hJ0mQ3yWbTj2vXn4Zg\n"
            + "5\n"
            + StrictText.base64(edge.root(hasher))
            + "\nedge "
            + StrictText.base64(edge.roots().get(0))
            + "\nedge "
            + StrictText.base64(edge.roots().get(1))
            + "\n",
        checkpoint(5).text());
  }

  @Test
  void aTreeIsContinuedFromACheckpoint() {
    for (int size : new int[] {0, 1, 2, 255, 256, 257, 600}) {
      SignedNote note = checkpoint(size).signedBy(log);
      Checkpoint read = verifier().open(note.encode()).orElseThrow().checkpoint();
      assertEquals(checkpoint(size), read);
      RightEdge continued = read.rightEdge().orElseThrow();
      for (ByteString entry : NaiveTree.entries(size + 100).subList(size, size + 100)) {
        continued = continued.append(hasher.leaf(entry), hasher);
      }
      assertEquals(NaiveTree.root(NaiveTree.entries(size + 100)), continued.root(hasher));
    }
  }

  /** The example of C2SP tlog-checkpoint has no extension lines. */
  @Test
  void checkpointsOfOtherLogsHaveNoRightEdge() {
    String text =
        "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
    Checkpoint checkpoint = Checkpoint.parse(text).orElseThrow();
    assertEquals("example.com/behind-the-sofa", checkpoint.origin());
    assertEquals(20_852_163, checkpoint.size());
    assertEquals(Optional.empty(), checkpoint.rightEdge());
    assertEquals(text, checkpoint.text());
    Checkpoint extended = Checkpoint.parse(text + "some extension\n").orElseThrow();
    assertEquals(List.of("some extension"), extended.extensions());
    assertEquals(Optional.empty(), extended.rightEdge());
  }

  @Test
  void malformedTextsAreRefused() {
    String root = StrictText.base64(edge(5).root(hasher)) + "\n";
    assertRefused(RefusalReason.CHECKPOINT, Checkpoint.parse(""));
    assertRefused(RefusalReason.CHECKPOINT, Checkpoint.parse("origin\n5\n"));
    assertRefused(RefusalReason.CHECKPOINT, Checkpoint.parse("origin\n5\n" + root.strip()));
    assertRefused(RefusalReason.CHECKPOINT, Checkpoint.parse("\n5\n" + root));
    for (String size :
        List.of("", "-5", "+5", "05", " 5", "5 ", "5a", "9223372036854775808", "٥")) {
      assertRefused(RefusalReason.CHECKPOINT, Checkpoint.parse("origin\n" + size + "\n" + root));
    }
    assertRefused(RefusalReason.CHECKPOINT, Checkpoint.parse("origin\n5\nAAAA\n"));
    assertRefused(RefusalReason.CHECKPOINT, Checkpoint.parse("origin\n5\n" + root + "\n"));
    assertRefused(RefusalReason.CHECKPOINT, Checkpoint.parse("origin\n0\n" + root));
    assertTrue(Checkpoint.parse("origin\n9223372036854775807\n" + root).asOptional().isPresent());
  }

  @Test
  void aRightEdgeThatIsNotOfTheTreeIsRefused() {
    String text = checkpoint(5).text();
    int last = text.lastIndexOf("edge ");
    assertRefused(RefusalReason.RIGHT_EDGE, Checkpoint.parse(text.substring(0, last)));
    assertRefused(
        RefusalReason.RIGHT_EDGE, Checkpoint.parse(text.substring(0, last) + "edge AAAA\n"));
    assertRefused(RefusalReason.RIGHT_EDGE, Checkpoint.parse(text + text.substring(last)));
    assertRefused(
        RefusalReason.RIGHT_EDGE,
        Checkpoint.parse(
            text.substring(0, last) + "edge " + StrictText.base64(edge(4).root(hasher)) + "\n"));
  }

  @Test
  void eitherKeyOfTheLogSuffices() {
    for (NoteSigner signer : List.of(log, newer)) {
      SignedNote note = checkpoint(9).signedBy(signer);
      assertEquals(checkpoint(9), verifier().verify(note).orElseThrow().checkpoint());
    }
  }

  @Test
  void cosignaturesAreVerifiedAndAllSignaturesKept() {
    SignedNote note =
        checkpoint(9)
            .signedBy(log)
            .with(witness.cosign(1_679_315_147L, checkpoint(9).text()))
            .with(other.cosign(5, checkpoint(9).text()));
    VerifiedCheckpoint read = verifier(witness.key()).open(note.encode()).orElseThrow();
    assertEquals(
        List.of(new Cosignature(witness.key(), Instant.ofEpochSecond(1_679_315_147L))),
        read.cosignatures());
    assertEquals(note, read.note());
  }

  @Test
  void aWrongCosignatureByAKnownWitnessIsRefused() {
    SignedNote note = checkpoint(9).signedBy(log).with(witness.cosign(5, checkpoint(8).text()));
    assertRefused(RefusalReason.NOTE_SIGNATURE, verifier(witness.key()).verify(note));
  }

  @Test
  void witnessesCannotSpeakForTheLog() {
    String text = checkpoint(9).text();
    SignedNote note = SignedNote.of(text).with(witness.cosign(5, text));
    assertRefused(RefusalReason.NOTE_SIGNATURE, verifier(witness.key()).verify(note));
  }

  @Test
  void checkpointsOfAnotherOriginAreRefused() {
    Checkpoint recreated =
        Checkpoint.of(Checkpoint.origin("waymark.1-ff00_0_110.events", "another"), edge(9), hasher);
    assertRefused(RefusalReason.CHECKPOINT, verifier().verify(recreated.signedBy(log)));
  }

  @Test
  void changingAnyByteIsNoticed() {
    ByteString note = checkpoint(9).signedBy(log).encode();
    for (int i = 0; i < note.size(); i++) {
      byte[] changed = note.toBytes();
      changed[i] ^= 1;
      assertTrue(verifier().open(ByteString.of(changed)).whyRefused().isPresent(), "byte " + i);
    }
  }

  @Test
  void originsAndKindsOfKeysAreChecked() {
    for (String origin : List.of("", "a b", "a+b", "a\nb")) {
      assertThrows(
          IllegalArgumentException.class, () -> Checkpoint.of(origin, edge(1), hasher), origin);
    }
    assertThrows(
        IllegalArgumentException.class,
        () -> new CheckpointVerifier(ED25519, ORIGIN, List.of(witness.key()), List.of()));
    assertThrows(
        IllegalArgumentException.class,
        () -> new CheckpointVerifier(ED25519, ORIGIN, List.of(), List.of(log.verifierKey())));
  }

  private static void assertRefused(RefusalReason reason, Decoded<?> decoded) {
    assertEquals(Optional.of(reason), decoded.whyRefused().map(Refusal::reason));
  }
}
