package org.waymark.audit.note;

import java.time.Instant;
import java.util.Optional;

/**
 * A valid signature of a note.
 *
 * @param key the known key that made it
 * @param signature the signature in the note
 * @param time the time at which a witness says it signed; empty for other signatures
 */
public record VerifiedSignature(VerifierKey key, NoteSignature signature, Optional<Instant> time) {
  static VerifiedSignature untimed(VerifierKey key, NoteSignature signature) {
    return new VerifiedSignature(key, signature, Optional.empty());
  }

  static VerifiedSignature timed(VerifierKey key, NoteSignature signature, long timeS) {
    // Times beyond those of Instant are accepted; they count as its last one.
    long boundedS = Math.min(timeS, Instant.MAX.getEpochSecond());
    return new VerifiedSignature(key, signature, Optional.of(Instant.ofEpochSecond(boundedS)));
  }
}
