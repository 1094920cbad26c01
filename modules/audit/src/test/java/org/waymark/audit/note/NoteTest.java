package org.waymark.audit.note;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.waymark.audit.text.StrictText;
import org.waymark.segment.ByteString;
import org.waymark.trust.Ed25519;
import org.waymark.wire.Decoded;
import org.waymark.wire.Refusal;
import org.waymark.wire.RefusalReason;

class NoteTest {
  private static final String TEXT =
      "If you think cryptography is the answer\n\nto your problem,\n";
  private static final Ed25519 ED25519 = Ed25519.bouncyCastle();

  private final NoteSigner alice = signer("alice.example/log", 1);
  private final NoteSigner bob = signer("bob.example", 2);

  private static NoteSigner signer(String name, int seed) {
    return NoteSigner.ofSeed(name, ByteString.of(filled(seed)));
  }

  private static byte[] filled(int value) {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  private static NoteVerifier verifier(VerifierKey... keys) {
    return new NoteVerifier(ED25519, List.of(keys));
  }

  private SignedNote signed() {
    return SignedNote.of(TEXT).with(alice.sign(TEXT)).with(bob.sign(TEXT));
  }

  /** Uses the note and the keys from the tests of golang.org/x/mod/sumdb/note. */
  @Test
  void readsTheNoteOfTheGoDocumentation() {
    String vkey = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    String skey = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
    String text =
        "If you think cryptography is the answer to your problem,\n"
            + "then you don't know what your problem is.\n";
    String note =
        text
            + "\n"
            + "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfq"
            + "dngotpRZb6KE6RyyBwJnAM=\n";
    NoteSigner signer = NoteSigner.parse(skey).orElseThrow();
    assertEquals(skey, signer.secretText());
    assertEquals(VerifierKey.parse(vkey).orElseThrow(), signer.verifierKey());
    assertEquals(vkey, signer.verifierKey().text());
    assertEquals(note, utf8(SignedNote.of(text).with(signer.sign(text)).encode()));
    SignedNote parsed = SignedNote.parse(StrictText.utf8(note)).orElseThrow();
    assertEquals(text, verifier(signer.verifierKey()).verify(parsed).orElseThrow().note().text());
  }

  @Test
  void knownSignaturesAreVerifiedAndUnknownOnesKept() {
    SignedNote note = SignedNote.parse(signed().encode()).orElseThrow();
    assertEquals(signed(), note);
    VerifiedNote byAlice = verifier(alice.verifierKey()).verify(note).orElseThrow();
    assertEquals(List.of(alice.sign(TEXT)), signaturesOf(byAlice));
    assertEquals(List.of(bob.sign(TEXT)), byAlice.unknown());
    assertEquals(signed().encode(), byAlice.note().encode());
    VerifiedNote byBoth =
        verifier(alice.verifierKey(), bob.verifierKey()).verify(note).orElseThrow();
    assertEquals(List.of(alice.sign(TEXT), bob.sign(TEXT)), signaturesOf(byBoth));
    assertEquals(List.of(), byBoth.unknown());
  }

  @Test
  void aNoteThatNoKnownKeyHasSignedIsRefused() {
    assertRefused(
        RefusalReason.NOTE_SIGNATURE, verifier(signer("carol", 3).verifierKey()).verify(signed()));
    // Same key, other name; same name, other key.
    assertRefused(
        RefusalReason.NOTE_SIGNATURE, verifier(signer("alice", 1).verifierKey()).verify(signed()));
    assertRefused(
        RefusalReason.NOTE_SIGNATURE,
        verifier(signer("alice.example/log", 3).verifierKey()).verify(signed()));
  }

  @Test
  void oneWrongSignatureByAKnownKeyMakesTheNoteInvalid() {
    NoteSignature wrong =
        new NoteSignature(
            bob.verifierKey().name(), bob.verifierKey().id(), alice.sign(TEXT).signature());
    SignedNote note = SignedNote.of(TEXT).with(alice.sign(TEXT)).with(wrong);
    assertRefused(
        RefusalReason.NOTE_SIGNATURE,
        verifier(alice.verifierKey(), bob.verifierKey()).verify(note));
    assertTrue(verifier(alice.verifierKey()).verify(note).asOptional().isPresent());
  }

  @Test
  void changingAnyByteOfANoteIsNoticed() {
    ByteString note = SignedNote.of(TEXT).with(alice.sign(TEXT)).encode();
    NoteVerifier verifier = verifier(alice.verifierKey());
    for (int i = 0; i < note.size(); i++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] changed = note.toBytes();
        changed[i] ^= (byte) (1 << bit);
        Decoded<VerifiedNote> read =
            SignedNote.parse(ByteString.of(changed)).then(verifier::verify);
        assertTrue(read.whyRefused().isPresent(), "byte " + i + ", bit " + bit);
      }
    }
  }

  @Test
  void cuttingANoteAnywhereIsNoticed() {
    ByteString note = SignedNote.of(TEXT).with(alice.sign(TEXT)).encode();
    for (int size = 0; size < note.size(); size++) {
      ByteString cut = ByteString.of(note.unsafeBytes(), 0, size);
      assertTrue(
          SignedNote.parse(cut)
              .then(verifier(alice.verifierKey())::verify)
              .whyRefused()
              .isPresent(),
          "the first " + size + " bytes");
    }
  }

  @Test
  void malformedNotesAreRefused() {
    String line = "— alice AAAAAAE=\n";
    assertTrue(parsed("text\n\n" + line).asOptional().isPresent());
    assertTrue(parsed("\n\n" + line).asOptional().isPresent());
    assertRefused(RefusalReason.NOTE_TEXT, parsed(""));
    assertRefused(RefusalReason.NOTE_TEXT, parsed("text\n"));
    assertRefused(RefusalReason.NOTE_TEXT, parsed("text\n\n"));
    assertRefused(RefusalReason.NOTE_TEXT, parsed("text\n" + line));
    assertRefused(RefusalReason.NOTE_TEXT, parsed("te\txt\n\n" + line));
    assertRefused(RefusalReason.NOTE_TEXT, parsed("text\n\n" + line.strip()));
    assertRefused(RefusalReason.NOTE_SIGNATURE, parsed("text\n\n- alice AAAAAAE=\n"));
    assertRefused(RefusalReason.NOTE_SIGNATURE, parsed("text\n\n—alice AAAAAAE=\n"));
    assertRefused(RefusalReason.NOTE_SIGNATURE, parsed("text\n\n— al+ice AAAAAAE=\n"));
    assertRefused(RefusalReason.NOTE_SIGNATURE, parsed("text\n\n—  AAAAAAE=\n"));
    assertRefused(RefusalReason.NOTE_SIGNATURE, parsed("text\n\n— alice\n"));
    // Only four bytes; no padding; bits after the last byte; a second space.
    assertRefused(RefusalReason.NOTE_SIGNATURE, parsed("text\n\n— alice AAAAAA==\n"));
    assertRefused(RefusalReason.NOTE_SIGNATURE, parsed("text\n\n— alice AAAAAAE\n"));
    assertRefused(RefusalReason.NOTE_SIGNATURE, parsed("text\n\n— alice AAAAAAF=\n"));
    assertRefused(RefusalReason.NOTE_SIGNATURE, parsed("text\n\n— alice  AAAAAAE=\n"));
    assertRefused(
        RefusalReason.NOTE_TEXT, SignedNote.parse(ByteString.of((byte) 0xff, (byte) '\n')));
  }

  @Test
  void notesAreBounded() {
    String line = "— alice AAAAAAE=\n";
    String most = String.join("", Collections.nCopies(SignedNote.MAX_SIGNATURES, line));
    assertTrue(parsed("text\n\n" + most).asOptional().isPresent());
    assertRefused(RefusalReason.TOO_MANY_ITEMS, parsed("text\n\n" + most + line));
    assertRefused(RefusalReason.TOO_LONG, parsed("x".repeat(SignedNote.MAX_BYTES) + "\n\n" + line));
  }

  @Test
  void addingASignatureTwiceChangesNothing() {
    assertEquals(signed(), signed().with(alice.sign(TEXT)));
  }

  @Test
  void cosignaturesAreVerifiedWithTheirTime() {
    Witness witness = new Witness("witness.example/w1", ByteString.of(filled(9)));
    NoteSignature cosignature = witness.cosign(1_679_315_147L, TEXT);
    SignedNote note = signed().with(cosignature);
    VerifiedNote read = verifier(witness.key()).verify(note).orElseThrow();
    assertEquals(
        List.of(
            new VerifiedSignature(
                witness.key(), cosignature, Optional.of(Instant.ofEpochSecond(1_679_315_147L)))),
        read.signatures());
    assertEquals(signed().signatures(), read.unknown());
    for (int i = 0; i < cosignature.signature().size(); i++) {
      byte[] changed = cosignature.signature().toBytes();
      changed[i] ^= 1;
      SignedNote forged =
          SignedNote.of(TEXT)
              .with(
                  new NoteSignature(
                      cosignature.name(), cosignature.keyId(), ByteString.of(changed)));
      assertRefused(RefusalReason.NOTE_SIGNATURE, verifier(witness.key()).verify(forged));
    }
  }

  @Test
  void aCosignatureIsNoSignatureOfTheTextAlone() {
    Witness witness = new Witness("witness.example/w1", ByteString.of(filled(9)));
    NoteSignature untimed = signer("witness.example/w1", 9).sign(TEXT);
    assertNotEquals(witness.key().id(), untimed.keyId());
    SignedNote note =
        SignedNote.of(TEXT)
            .with(new NoteSignature(untimed.name(), witness.key().id(), untimed.signature()));
    assertRefused(RefusalReason.NOTE_SIGNATURE, verifier(witness.key()).verify(note));
  }

  @Test
  void changingAnyCharacterOfAKeyIsNoticed() {
    String text = alice.verifierKey().text();
    String secret = alice.secretText();
    assertEquals(alice.verifierKey(), VerifierKey.parse(text).orElseThrow());
    for (int i = 0; i < text.length(); i++) {
      assertRefused(RefusalReason.NOTE_KEY, VerifierKey.parse(changed(text, i)));
      assertRefused(RefusalReason.NOTE_KEY, VerifierKey.parse(text.substring(0, i)));
    }
    for (int i = 0; i < secret.length(); i++) {
      assertRefused(RefusalReason.NOTE_KEY, NoteSigner.parse(changed(secret, i)));
      assertRefused(RefusalReason.NOTE_KEY, NoteSigner.parse(secret.substring(0, i)));
    }
  }

  private static String changed(String text, int index) {
    return text.substring(0, index) + (char) (text.charAt(index) ^ 1) + text.substring(index + 1);
  }

  @Test
  void keysOfOtherTypesAreRefused() {
    Witness witness = new Witness("w", ByteString.of(filled(9)));
    assertEquals(witness.key(), VerifierKey.parse(witness.key().text()).orElseThrow());
    String secret = alice.secretText();
    String prefix = secret.substring(0, secret.lastIndexOf('+') + 1);
    byte[] typed = new byte[33];
    typed[0] = 4;
    assertRefused(
        RefusalReason.NOTE_KEY, NoteSigner.parse(prefix + StrictText.base64(ByteString.of(typed))));
    typed[0] = 2;
    assertRefused(
        RefusalReason.NOTE_KEY,
        VerifierKey.parse("w+00000000+" + StrictText.base64(ByteString.of(typed))));
  }

  @Test
  void theSecretIsNotPrinted() {
    assertFalse(alice.toString().contains(alice.secretText().substring(40)));
    assertTrue(alice.toString().contains(alice.verifierKey().text()));
  }

  @Test
  void namesAndKnownKeysAreChecked() {
    for (String name : List.of("", "a b", "a+b", "a\u00a0b", "a\u2003b", "a\nb", "x".repeat(256))) {
      assertThrows(IllegalArgumentException.class, () -> signer(name, 1), name);
    }
    assertThrows(
        IllegalArgumentException.class, () -> verifier(alice.verifierKey(), alice.verifierKey()));
    assertThrows(IllegalArgumentException.class, () -> NoteSigner.ofSeed("a", ByteString.EMPTY));
    assertThrows(IllegalArgumentException.class, () -> SignedNote.of("no newline"));
    assertThrows(IllegalStateException.class, () -> SignedNote.of(TEXT).encode());
  }

  private static List<NoteSignature> signaturesOf(VerifiedNote note) {
    return note.signatures().stream().map(VerifiedSignature::signature).toList();
  }

  private static Decoded<SignedNote> parsed(String note) {
    return SignedNote.parse(StrictText.utf8(note));
  }

  private static String utf8(ByteString bytes) {
    return StrictText.ofUtf8(bytes).orElseThrow();
  }

  private static void assertRefused(RefusalReason reason, Decoded<?> decoded) {
    assertEquals(Optional.of(reason), decoded.whyRefused().map(Refusal::reason));
  }
}
