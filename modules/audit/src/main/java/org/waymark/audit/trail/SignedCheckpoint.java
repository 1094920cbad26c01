package org.waymark.audit.trail;

import org.waymark.audit.checkpoint.Checkpoint;
import org.waymark.audit.note.SignedNote;

/**
 * A checkpoint that a replica has appended to {@code .audit}. Its signature is not verified.
 *
 * @param offset of its record in {@code .audit}
 * @param note the note that contains it
 */
public record SignedCheckpoint(long offset, SignedNote note, Checkpoint checkpoint) {
  /** {@return whether it is of the topic with an id} */
  public boolean isOf(String topicId) {
    return checkpoint.origin().endsWith("/" + topicId);
  }
}
