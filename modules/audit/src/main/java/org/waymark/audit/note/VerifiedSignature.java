package org.waymark.audit.note;

import java.time.Instant;
import java.util.Optional;

/**
 * A valid signature of a note.
 *
 * @param key the known key with which the signature was made
 * @param signature the signature in the note
 * @param time the time at which a witness signed, according to its cosignature; empty for other
 *     signatures
 */
public record VerifiedSignature(VerifierKey key, NoteSignature signature, Optional<Instant> time) {
  static VerifiedSignature untimed(VerifierKey key, NoteSignature signature) {
    return new VerifiedSignature(key, signature, Optional.empty());
  }

  static VerifiedSignature timed(VerifierKey key, NoteSignature signature, long timeS) {
    // Times that an Instant cannot represent are accepted and replaced by the latest possible
    // Instant.
    long boundedS = Math.min(timeS, Instant.MAX.getEpochSecond());
    return new VerifiedSignature(key, signature, Optional.of(Instant.ofEpochSecond(boundedS)));
  }
}
