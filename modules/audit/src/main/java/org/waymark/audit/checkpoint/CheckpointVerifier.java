package org.waymark.audit.checkpoint;

import java.util.List;
import java.util.stream.Stream;
import org.waymark.audit.note.NoteVerifier;
import org.waymark.audit.note.SignatureType;
import org.waymark.audit.note.SignedNote;
import org.waymark.audit.note.VerifiedNote;
import org.waymark.audit.note.VerifierKey;
import org.waymark.segment.ByteString;
import org.waymark.trust.Ed25519;
import org.waymark.wire.Decoded;
import org.waymark.wire.RefusalReason;

/**
 * Verifies the checkpoints of one log. A verifier may have several keys of the log, so that keys
 * can be replaced. Thread-safe.
 */
public final class CheckpointVerifier {
  private final String origin;
  private final NoteVerifier notes;

  /**
   * Creates a verifier.
   *
   * @param origin the only origin that is accepted
   * @param logKeys the keys of the log, of type {@link SignatureType#ED25519}
   * @param witnesses the keys of known witnesses, of type {@link SignatureType#COSIGNATURE_V1}
   * @throws IllegalArgumentException if a key is of the wrong type, or if two keys have the same
   *     name and id
   */
  public CheckpointVerifier(
      Ed25519 ed25519, String origin, List<VerifierKey> logKeys, List<VerifierKey> witnesses) {
    requireType(logKeys, SignatureType.ED25519);
    requireType(witnesses, SignatureType.COSIGNATURE_V1);
    this.origin = origin;
    this.notes =
        new NoteVerifier(ed25519, Stream.concat(logKeys.stream(), witnesses.stream()).toList());
  }

  private static void requireType(List<VerifierKey> keys, SignatureType type) {
    if (keys.stream().anyMatch(key -> key.type() != type)) {
      throw new IllegalArgumentException("every key must be of type " + type + ", got " + keys);
    }
  }

  /** Parses and verifies the checkpoint in the bytes of a note. */
  public Decoded<VerifiedCheckpoint> open(ByteString note) {
    return SignedNote.parse(note).then(this::verify);
  }

  /** Verifies the checkpoint in a note. */
  public Decoded<VerifiedCheckpoint> verify(SignedNote note) {
    return notes.verify(note).then(this::read);
  }

  private Decoded<VerifiedCheckpoint> read(VerifiedNote verified) {
    boolean signedByLog =
        verified.signatures().stream()
            .anyMatch(signature -> signature.key().type() == SignatureType.ED25519);
    if (!signedByLog) {
      return Decoded.refused(
          RefusalReason.NOTE_SIGNATURE,
          "it is signed by witnesses but not by a known key of the log");
    }
    List<Cosignature> cosignatures =
        verified.signatures().stream()
            .flatMap(
                signature ->
                    signature.time().stream().map(time -> new Cosignature(signature.key(), time)))
            .toList();
    return Checkpoint.parse(verified.note().text())
        .then(
            checkpoint ->
                checkpoint.origin().equals(origin)
                    ? Decoded.accepted(
                        new VerifiedCheckpoint(checkpoint, verified.note(), cosignatures))
                    : Decoded.refused(RefusalReason.CHECKPOINT, "it belongs to a different log"));
  }
}
