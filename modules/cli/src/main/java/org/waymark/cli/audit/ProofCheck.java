package org.waymark.cli.audit;

import java.nio.file.Path;
import org.waymark.audit.checkpoint.Checkpoint;
import org.waymark.audit.checkpoint.CheckpointVerifier;
import org.waymark.audit.checkpoint.VerifiedCheckpoint;
import org.waymark.audit.proof.ConsistencyFile;
import org.waymark.audit.proof.InclusionFile;
import org.waymark.audit.tree.RecordLeaf;
import org.waymark.audit.tree.TreeHasher;
import org.waymark.cli.command.CommandException;
import org.waymark.segment.ByteString;
import org.waymark.wire.Decoded;
import org.waymark.wire.Refusal;
import org.waymark.wire.RefusalReason;

/**
 * Verifies a proof file, of inclusion or of consistency, using only public keys.
 *
 * @param where the name of the file, for messages
 */
record ProofCheck(ByteString bytes, Path where, AuditKeys keys) {
  /** The statement that a proof file proves, and the checkpoint against which it is proven. */
  record Proven(VerifiedCheckpoint checkpoint, String text) {}

  /**
   * {@return a description of the proven statement, or the reason why it is not proven}
   *
   * @throws CommandException if the file is not a valid proof, or a key file does not contain a
   *     valid key
   */
  Decoded<Proven> run() {
    Decoded<InclusionFile> inclusion = InclusionFile.parse(bytes);
    Decoded<ConsistencyFile> consistency = ConsistencyFile.parse(bytes);
    if (inclusion instanceof Decoded.Accepted<InclusionFile>(InclusionFile proof)) {
      return included(proof);
    }
    if (consistency instanceof Decoded.Accepted<ConsistencyFile>(ConsistencyFile proof)) {
      CheckpointVerifier verifier =
          keys.verifier(AuditFiles.checkpoint(proof.newer(), where).origin());
      return proof
          .verify(verifier)
          .map(
              newer ->
                  new Proven(
                      newer,
                      "the tree of %d records of %s extends that of %d"
                          .formatted(
                              newer.checkpoint().size(),
                              newer.checkpoint().origin(),
                              proof.proof().oldSize())));
    }
    Refusal refusal = inclusion.whyRefused().orElseThrow();
    throw new CommandException(where + " is not a valid proof: " + refusal);
  }

  private Decoded<Proven> included(InclusionFile file) {
    ByteString entry =
        file.extra()
            .orElseThrow(
                () ->
                    new CommandException(
                        where + " contains no record, so there is nothing to verify"));
    Checkpoint checkpoint = AuditFiles.checkpoint(file.checkpoint(), where);
    CheckpointVerifier verifier = keys.verifier(checkpoint.origin());
    return file.verify(new TreeHasher().leaf(entry), verifier)
        .then(
            verified ->
                RecordLeaf.decode(entry)
                    .then(
                        record ->
                            record.offset() == file.proof().index()
                                    && checkpoint.origin().endsWith("/" + record.topicId())
                                ? Decoded.accepted(
                                    new Proven(
                                        verified,
                                        "%s is in the tree of %d records of %s"
                                            .formatted(
                                                RecordText.line(record),
                                                checkpoint.size(),
                                                checkpoint.origin())))
                                : Decoded.<Proven>refused(
                                    RefusalReason.PROOF,
                                    "its entry belongs to a different record")));
  }
}
