package org.waymark.audit.checkpoint;

import java.util.List;
import org.waymark.audit.note.SignedNote;

/**
 * A checkpoint signed by a key of its log.
 *
 * @param note the note that contains the checkpoint, with all signatures, including those by
 *     unknown keys
 * @param cosignatures the valid cosignatures by known witnesses
 */
public record VerifiedCheckpoint(
    Checkpoint checkpoint, SignedNote note, List<Cosignature> cosignatures) {
  public VerifiedCheckpoint {
    cosignatures = List.copyOf(cosignatures);
  }
}
