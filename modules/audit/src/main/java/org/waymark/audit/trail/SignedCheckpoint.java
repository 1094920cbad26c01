package org.waymark.audit.trail;

import org.waymark.audit.checkpoint.Checkpoint;
import org.waymark.audit.note.SignedNote;

/**
 * A checkpoint that a replica has appended to {@code .audit}. Its signature is not verified.
 *
 * @param offset the offset of its record in {@code .audit}
 * @param note the note that contains the checkpoint
 */
public record SignedCheckpoint(long offset, SignedNote note, Checkpoint checkpoint) {
  /** {@return whether this is a checkpoint of the topic with the given id} */
  public boolean isOf(String topicId) {
    return checkpoint.origin().endsWith("/" + topicId);
  }
}
