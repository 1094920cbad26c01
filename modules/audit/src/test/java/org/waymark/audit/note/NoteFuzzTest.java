package org.waymark.audit.note;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import org.waymark.audit.text.StrictText;
import org.waymark.segment.ByteString;
import org.waymark.trust.Ed25519;

class NoteFuzzTest {
  private static final Witness WITNESS = new Witness("w", ByteString.of(new byte[32]));
  private static final NoteVerifier VERIFIER =
      new NoteVerifier(
          Ed25519.bouncyCastle(),
          List.of(
              WITNESS.key(), NoteSigner.ofSeed("w", ByteString.of(new byte[32])).verifierKey()));

  /**
   * Parsing and verifying a note always return a result, and an accepted note encodes to exactly
   * the parsed bytes.
   */
  @FuzzTest
  void parsing(byte[] bytes) {
    ByteString encoded = ByteString.of(bytes);
    SignedNote.parse(encoded)
        .asOptional()
        .ifPresent(
            note -> {
              assertEquals(encoded, note.encode());
              VERIFIER.verify(note).whyRefused().ifPresent(Object::toString);
            });
  }

  /** Parsing a key always returns a result, and an accepted key has exactly the parsed text. */
  @FuzzTest
  void key(byte[] bytes) {
    StrictText.ofUtf8(ByteString.of(bytes))
        .ifPresent(
            text -> {
              VerifierKey.parse(text).asOptional().ifPresent(key -> assertEquals(text, key.text()));
              NoteSigner.parse(text)
                  .asOptional()
                  .ifPresent(signer -> assertEquals(text, signer.secretText()));
            });
  }
}
