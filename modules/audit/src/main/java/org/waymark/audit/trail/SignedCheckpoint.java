package org.waymark.audit.trail;

import java.util.List;
import java.util.Optional;
import org.waymark.audit.checkpoint.Checkpoint;
import org.waymark.audit.checkpoint.CheckpointVerifier;
import org.waymark.audit.note.SignedNote;
import org.waymark.audit.note.VerifierKey;
import org.waymark.trust.Ed25519;
import org.waymark.wire.Refusal;

/**
 * A checkpoint that a replica has appended to {@code .audit}. Its signature has not been verified.
 *
 * @param offset the offset of its record in {@code .audit}
 * @param note the note that contains the checkpoint
 */
public record SignedCheckpoint(long offset, SignedNote note, Checkpoint checkpoint) {
  /** {@return the number of records in the tree of the checkpoint} */
  public long size() {
    return checkpoint.size();
  }

  /**
   * {@return the reason why no trusted key of the log has signed this checkpoint; empty if one has,
   * or if there are no trusted keys, so that signatures are not verified}
   */
  public Optional<Refusal> whyNotSignedBy(List<VerifierKey> keys) {
    return keys.isEmpty()
        ? Optional.empty()
        : new CheckpointVerifier(Ed25519.fastest(), checkpoint.origin(), keys, List.of())
            .verify(note)
            .whyRefused();
  }

  /** {@return whether this is a checkpoint of the topic with the given id} */
  public boolean isOf(String topicId) {
    return checkpoint.origin().endsWith("/" + topicId);
  }
}
