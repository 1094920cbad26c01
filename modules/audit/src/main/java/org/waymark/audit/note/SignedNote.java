package org.waymark.audit.note;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import org.waymark.audit.text.StrictText;
import org.waymark.segment.ByteString;
import org.waymark.wire.Decoded;
import org.waymark.wire.RefusalReason;

/**
 * A text with signatures that have not been verified (C2SP signed-note, Format):
 *
 * <pre>
 *   text, which ends with a newline
 *                                          an empty line
 *   — name base64(key id || signature)     one or more
 * </pre>
 *
 * Encoding a parsed note produces the bytes from which it was parsed.
 *
 * @param text the text with its final newline
 * @param signatures the signatures, in the order of the note
 */
public record SignedNote(String text, List<NoteSignature> signatures) {
  /**
   * The maximum size of a note. Sixteen signatures of 5 kB must be accepted (C2SP signed-note,
   * Format).
   */
  public static final int MAX_BYTES = 1 << 17;

  public static final int MAX_SIGNATURES = 100;

  private static final String SEPARATOR = "\n\n";

  /**
   * @throws IllegalArgumentException if the text does not end with a newline, or contains other
   *     control characters
   */
  public SignedNote {
    if (!text.endsWith("\n") || StrictText.ofUtf8(StrictText.utf8(text)).isEmpty()) {
      throw new IllegalArgumentException(
          "the text of a note must end with a newline and contain no other control characters");
    }
    signatures = List.copyOf(signatures);
  }

  /** Creates a note without signatures, which cannot be encoded yet. */
  public static SignedNote of(String text) {
    return new SignedNote(text, List.of());
  }

  /**
   * {@return a copy of this note with the signature added, or this note itself if it already has
   * the signature}
   */
  public SignedNote with(NoteSignature signature) {
    SequencedSet<NoteSignature> all = new LinkedHashSet<>(signatures);
    all.add(signature);
    return new SignedNote(text, List.copyOf(all));
  }

  /**
   * Encodes the note.
   *
   * @throws IllegalStateException if the note has no signature
   */
  public ByteString encode() {
    if (signatures.isEmpty()) {
      throw new IllegalStateException("a note without signatures cannot be written");
    }
    StringBuilder note = new StringBuilder(text).append('\n');
    signatures.forEach(signature -> note.append(signature.line()).append('\n'));
    return StrictText.utf8(note.toString());
  }

  /** Parses a note. */
  public static Decoded<SignedNote> parse(ByteString bytes) {
    if (bytes.size() > MAX_BYTES) {
      return Decoded.refused(RefusalReason.TOO_LONG, "the note is " + bytes.size() + " bytes long");
    }
    Optional<String> note = StrictText.ofUtf8(bytes);
    if (note.isEmpty()) {
      return Decoded.refused(
          RefusalReason.NOTE_TEXT, "it is not UTF-8, or contains control characters");
    }
    return parse(note.get());
  }

  private static Decoded<SignedNote> parse(String note) {
    int separator = note.lastIndexOf(SEPARATOR);
    if (separator < 0 || !note.endsWith("\n") || separator + SEPARATOR.length() == note.length()) {
      return Decoded.refused(
          RefusalReason.NOTE_TEXT, "it does not end with an empty line and signature lines");
    }
    String text = note.substring(0, separator + 1);
    String[] lines =
        note.substring(separator + SEPARATOR.length(), note.length() - 1).split("\n", -1);
    if (lines.length > MAX_SIGNATURES) {
      return Decoded.refused(RefusalReason.TOO_MANY_ITEMS, lines.length + " signatures");
    }
    List<NoteSignature> signatures = new ArrayList<>();
    for (String line : lines) {
      Optional<NoteSignature> signature = NoteSignature.ofLine(line);
      if (signature.isEmpty()) {
        return Decoded.refused(
            RefusalReason.NOTE_SIGNATURE,
            "signature line " + (signatures.size() + 1) + " is malformed");
      }
      signatures.add(signature.get());
    }
    return Decoded.accepted(new SignedNote(text, signatures));
  }
}
