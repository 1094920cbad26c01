package org.waymark.audit.note;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.waymark.audit.text.StrictText;
import org.waymark.segment.ByteString;
import org.waymark.trust.Ed25519;
import org.waymark.wire.Decoded;
import org.waymark.wire.RefusalReason;

/**
 * Verifies the signatures of notes using known keys (C2SP signed-note, Signatures). A wrong
 * signature that names a known key makes the whole note invalid. Thread-safe.
 */
public final class NoteVerifier {
  /** The size of the time that precedes a cosignature, in bytes. */
  private static final int TIME_BYTES = 8;

  private final Ed25519 ed25519;
  private final List<VerifierKey> keys;

  /**
   * Creates a verifier.
   *
   * @param keys the known keys; no two keys may have the same name and id
   * @throws IllegalArgumentException if two keys have the same name and id
   */
  public NoteVerifier(Ed25519 ed25519, List<VerifierKey> keys) {
    this.ed25519 = ed25519;
    this.keys = List.copyOf(keys);
    long distinct = keys.stream().map(key -> key.name() + "+" + key.id()).distinct().count();
    if (distinct != keys.size()) {
      throw new IllegalArgumentException("two keys have the same name and id in " + keys);
    }
  }

  /**
   * Verifies a note.
   *
   * @return the note with its valid signatures; rejected if there are no valid signatures
   */
  public Decoded<VerifiedNote> verify(SignedNote note) {
    List<VerifiedSignature> verified = new ArrayList<>();
    List<NoteSignature> unknown = new ArrayList<>();
    for (NoteSignature signature : note.signatures()) {
      Optional<VerifierKey> key = keys.stream().filter(each -> each.made(signature)).findFirst();
      if (key.isEmpty()) {
        unknown.add(signature);
        continue;
      }
      Optional<VerifiedSignature> valid = verify(key.get(), note.text(), signature);
      if (valid.isEmpty()) {
        return Decoded.refused(
            RefusalReason.NOTE_SIGNATURE, "the signature by " + key.get() + " is wrong");
      }
      verified.add(valid.get());
    }
    return verified.isEmpty()
        ? Decoded.refused(RefusalReason.NOTE_SIGNATURE, "no known key has signed it")
        : Decoded.accepted(new VerifiedNote(note, verified, unknown));
  }

  private Optional<VerifiedSignature> verify(
      VerifierKey key, String text, NoteSignature signature) {
    return switch (key.type()) {
      case ED25519 ->
          ed25519.verify(key.publicKey(), signature.signature(), StrictText.utf8(text))
              ? Optional.of(VerifiedSignature.untimed(key, signature))
              : Optional.empty();
      case COSIGNATURE_V1 -> verifyCosignature(key, text, signature);
    };
  }

  /**
   * Verifies a cosignature, which consists of a time (8 bytes) and a signature (64 bytes) (C2SP
   * tlog-cosignature, Format).
   */
  private Optional<VerifiedSignature> verifyCosignature(
      VerifierKey key, String text, NoteSignature signature) {
    ByteString bytes = signature.signature();
    if (bytes.size() != TIME_BYTES + Ed25519.SIGNATURE_SIZE) {
      return Optional.empty();
    }
    long timeS = 0;
    for (int i = 0; i < TIME_BYTES; i++) {
      timeS = timeS << 8 | Byte.toUnsignedLong(bytes.at(i));
    }
    ByteString ed25519Signature = ByteString.of(bytes.unsafeBytes(), TIME_BYTES, bytes.size());
    boolean valid =
        timeS >= 0
            && ed25519.verify(
                key.publicKey(), ed25519Signature, StrictText.utf8(cosigned(timeS, text)));
    return valid ? Optional.of(VerifiedSignature.timed(key, signature, timeS)) : Optional.empty();
  }

  /** {@return the message that a witness signs (C2SP tlog-cosignature, Ed25519 signed message)} */
  static String cosigned(long timeS, String text) {
    return "cosignature/v1\ntime " + timeS + "\n" + text;
  }
}
