package org.waymark.audit.proof;

import java.util.List;
import org.waymark.audit.checkpoint.Checkpoint;
import org.waymark.audit.checkpoint.CheckpointVerifier;
import org.waymark.audit.checkpoint.VerifiedCheckpoint;
import org.waymark.audit.note.SignedNote;
import org.waymark.audit.text.StrictText;
import org.waymark.segment.ByteString;
import org.waymark.wire.Decoded;

/**
 * A proof of consistency together with the two checkpoints that it connects, as a file. C2SP
 * tlog-proof defines no format for this, so the file follows its style:
 *
 * <pre>
 *   waymark-consistency-proof@v1
 *   base64 of a hash             any number of them, in the order of RFC 6962, 2.1.2
 *                                an empty line
 *   the note of the old checkpoint
 *                                an empty line
 *   the note of the new checkpoint
 * </pre>
 *
 * @param proof the proof, whose sizes equal the sizes of the checkpoints
 */
public record ConsistencyFile(ConsistencyProof proof, SignedNote older, SignedNote newer) {
  private static final String FIRST_LINE = "waymark-consistency-proof@v1";

  /** The maximum size of a file: two notes, the hashes, and the other lines. */
  public static final int MAX_BYTES = 2 * SignedNote.MAX_BYTES + (1 << 13);

  /** Encodes the contents of the file. */
  public ByteString encode() {
    StringBuilder text = new StringBuilder(FIRST_LINE).append('\n');
    ProofText.append(text, proof.hashes());
    text.append('\n').append(StrictText.ofUtf8(older.encode()).orElseThrow());
    text.append('\n').append(StrictText.ofUtf8(newer.encode()).orElseThrow());
    return StrictText.utf8(text.toString());
  }

  /** Parses a file, without verifying anything in it. */
  public static Decoded<ConsistencyFile> parse(ByteString file) {
    return ProofText.sections(file, 2, MAX_BYTES).then(ConsistencyFile::ofSections);
  }

  private static Decoded<ConsistencyFile> ofSections(List<String> sections) {
    List<String> lines = List.of(sections.get(0).split("\n", -1));
    if (!lines.getFirst().equals(FIRST_LINE)) {
      return ProofText.refused("it does not begin with the line " + FIRST_LINE);
    }
    return ProofText.hashes(lines.subList(1, lines.size()))
        .then(
            hashes ->
                ProofText.note(sections.get(1), sections.get(2) + "\n")
                    .then(
                        older ->
                            ProofText.note(sections.get(3), sections.get(4))
                                .then(newer -> ofParts(hashes, older, newer))));
  }

  private static Decoded<ConsistencyFile> ofParts(
      List<ByteString> hashes, SignedNote older, SignedNote newer) {
    return Checkpoint.parse(older.text())
        .then(
            from ->
                Checkpoint.parse(newer.text())
                    .map(to -> new ConsistencyProof(from.size(), to.size(), hashes)))
        .map(proof -> new ConsistencyFile(proof, older, newer));
  }

  /**
   * Verifies the signatures of both checkpoints, and the proof.
   *
   * <p>If the checkpoints are not consistent, together they prove that the log has two histories.
   *
   * @return the new checkpoint
   */
  public Decoded<VerifiedCheckpoint> verify(CheckpointVerifier verifier) {
    return verifier
        .verify(older)
        .then(from -> verifier.verify(newer).then(to -> consistent(from, to)));
  }

  private Decoded<VerifiedCheckpoint> consistent(VerifiedCheckpoint from, VerifiedCheckpoint to) {
    return proof.proves(from.checkpoint().root(), to.checkpoint().root())
        ? Decoded.accepted(to)
        : ProofText.refused(
            "it does not prove that the tree of "
                + proof.size()
                + " records extends that of "
                + proof.oldSize());
  }
}
