package org.waymark.audit.proof;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.waymark.audit.checkpoint.Checkpoint;
import org.waymark.audit.checkpoint.CheckpointVerifier;
import org.waymark.audit.checkpoint.VerifiedCheckpoint;
import org.waymark.audit.note.SignedNote;
import org.waymark.audit.text.StrictText;
import org.waymark.segment.ByteString;
import org.waymark.wire.Decoded;

/**
 * A proof of inclusion together with the checkpoint to which it leads, as a file whose name ends in
 * {@code .tlog-proof} (C2SP tlog-proof, Format):
 *
 * <pre>
 *   c2sp.org/tlog-proof@v1
 *   extra base64                 optional; Waymark puts the entry of the leaf here
 *   index 73894
 *   base64 of a hash             any number of them, from the leaf up
 *                                an empty line
 *   the note of the checkpoint
 * </pre>
 *
 * @param extra bytes that the proof does not cover; an entry in them can be trusted only if its
 *     hash equals the hash of the proven leaf @param proof the proof, whose size equals the size of
 *     the checkpoint
 */
public record InclusionFile(
    Optional<ByteString> extra, InclusionProof proof, SignedNote checkpoint) {
  private static final String FIRST_LINE = "c2sp.org/tlog-proof@v1";
  private static final String EXTRA = "extra ";
  private static final String INDEX = "index ";

  /** The maximum size of a file: a note, an entry in base64, the hashes, and the other lines. */
  public static final int MAX_BYTES = SignedNote.MAX_BYTES + (1 << 17);

  /** Encodes the file. */
  public ByteString encode() {
    StringBuilder text = new StringBuilder(FIRST_LINE).append('\n');
    extra.ifPresent(bytes -> text.append(EXTRA).append(StrictText.base64(bytes)).append('\n'));
    text.append(INDEX).append(proof.index()).append('\n');
    ProofText.append(text, proof.hashes());
    text.append('\n');
    return StrictText.utf8(text + StrictText.ofUtf8(checkpoint.encode()).orElseThrow());
  }

  /** Parses a file, without verifying anything in it. */
  public static Decoded<InclusionFile> parse(ByteString file) {
    return ProofText.sections(file, 1, MAX_BYTES).then(InclusionFile::ofSections);
  }

  private static Decoded<InclusionFile> ofSections(List<String> sections) {
    List<String> lines = List.of(sections.get(0).split("\n", -1));
    boolean hasExtra = lines.size() > 1 && lines.get(1).startsWith(EXTRA);
    int indexAt = hasExtra ? 2 : 1;
    if (!lines.getFirst().equals(FIRST_LINE) || lines.size() <= indexAt) {
      return ProofText.refused("it does not begin with the lines " + FIRST_LINE + " and index");
    }
    Optional<ByteString> extra =
        hasExtra ? StrictText.ofBase64(lines.get(1).substring(EXTRA.length())) : Optional.empty();
    if (hasExtra && extra.isEmpty()) {
      return ProofText.refused("its extra data is not base64");
    }
    String indexLine = lines.get(indexAt);
    OptionalLong index =
        indexLine.startsWith(INDEX)
            ? StrictText.ofDecimal(indexLine.substring(INDEX.length()))
            : OptionalLong.empty();
    if (index.isEmpty()) {
      return ProofText.refused("its index is not a number");
    }
    return ProofText.note(sections.get(1), sections.get(2))
        .then(
            note ->
                Checkpoint.parse(note.text())
                    .then(
                        checkpoint ->
                            ProofText.hashes(lines.subList(indexAt + 1, lines.size()))
                                .map(
                                    hashes ->
                                        new InclusionProof(
                                            index.getAsLong(), checkpoint.size(), hashes)))
                    .map(proof -> new InclusionFile(extra, proof, note)));
  }

  /**
   * Verifies the signature of the checkpoint, and the proof for a leaf.
   *
   * @param leafHash the hash of the leaf, computed from the record itself
   * @return the checkpoint
   */
  public Decoded<VerifiedCheckpoint> verify(ByteString leafHash, CheckpointVerifier verifier) {
    return verifier
        .verify(checkpoint)
        .then(
            verified ->
                proof.proves(leafHash, verified.checkpoint().root())
                    ? Decoded.accepted(verified)
                    : ProofText.refused(
                        "it does not prove that this is record "
                            + proof.index()
                            + " of the checkpoint's "
                            + proof.size()));
  }
}
