package org.waymark.audit.proof;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.waymark.audit.note.SignedNote;
import org.waymark.audit.text.StrictText;
import org.waymark.segment.ByteString;
import org.waymark.wire.Decoded;
import org.waymark.wire.RefusalReason;

/**
 * Reads the parts that both kinds of proof files have in common: sections separated by empty lines,
 * and lines of hashes.
 */
final class ProofText {
  /**
   * The maximum number of hashes in a proof. In a tree of less than 2^63 leaves, a proof of
   * inclusion has at most 63 hashes, and a proof of consistency at most 64.
   */
  static final int MAX_HASHES = 64;

  private static final String SEPARATOR = "\n\n";

  private ProofText() {}

  /**
   * Divides a file into sections: the first lines, without their final newline, followed by the
   * text and the signatures of each checkpoint.
   *
   * @param checkpoints the number of checkpoints in the file
   */
  static Decoded<List<String>> sections(ByteString file, int checkpoints, int maxBytes) {
    if (file.size() > maxBytes) {
      return Decoded.refused(
          RefusalReason.TOO_LONG,
          "the proof is " + file.size() + " bytes long, longer than the maximum of " + maxBytes);
    }
    Optional<String> text = StrictText.ofUtf8(file);
    if (text.isEmpty()) {
      return refused("it is not UTF-8, or contains control characters");
    }
    List<String> sections = List.of(text.get().split(SEPARATOR, -1));
    return sections.size() == 1 + 2 * checkpoints
        ? Decoded.accepted(sections)
        : refused("it does not have " + (1 + 2 * checkpoints) + " sections");
  }

  /**
   * Parses the note of a checkpoint.
   *
   * @param signatures the signature lines, without the final newline if another section follows
   */
  static Decoded<SignedNote> note(String text, String signatures) {
    return SignedNote.parse(StrictText.utf8(text + SEPARATOR + signatures));
  }

  /** Decodes lines that are hashes in base64. */
  static Decoded<List<ByteString>> hashes(List<String> lines) {
    if (lines.size() > MAX_HASHES) {
      return Decoded.refused(RefusalReason.TOO_MANY_ITEMS, lines.size() + " hashes");
    }
    List<ByteString> hashes = new ArrayList<>();
    for (String line : lines) {
      Optional<ByteString> hash = StrictText.ofHash(line);
      if (hash.isEmpty()) {
        return refused("line " + (hashes.size() + 1) + " of the proof is not base64 of 32 bytes");
      }
      hashes.add(hash.get());
    }
    return Decoded.accepted(hashes);
  }

  static void append(StringBuilder text, List<ByteString> hashes) {
    hashes.forEach(hash -> text.append(StrictText.base64(hash)).append('\n'));
  }

  static <T> Decoded<T> refused(String detail) {
    return Decoded.refused(RefusalReason.PROOF, detail);
  }
}
