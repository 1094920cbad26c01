package org.waymark.audit.checkpoint;

import java.util.List;
import org.waymark.audit.note.SignedNote;

/**
 * A checkpoint that a key of its log has signed.
 *
 * @param note the note that contains it, with all signatures, also those by unknown keys
 * @param cosignatures the valid cosignatures of known witnesses
 */
public record VerifiedCheckpoint(
    Checkpoint checkpoint, SignedNote note, List<Cosignature> cosignatures) {
  public VerifiedCheckpoint {
    cosignatures = List.copyOf(cosignatures);
  }
}
