package org.waymark.audit.note;

import java.util.Arrays;
import java.util.Optional;
import org.waymark.audit.text.StrictText;
import org.waymark.segment.ByteString;

/**
 * One signature line of a note (C2SP signed-note, Format):
 *
 * <pre>
 *   — name base64(key id 4, big-endian || signature)
 * </pre>
 *
 * @param name the name of the key
 * @param keyId a number that distinguishes keys with the same name
 * @param signature the signature, at least one byte; its form depends on the type of the key
 */
public record NoteSignature(String name, int keyId, ByteString signature) {
  private static final String PREFIX = "\u2014 ";

  /** {@return the text of the line, without a newline} */
  String line() {
    byte[] bytes = new byte[Integer.BYTES + signature.size()];
    for (int i = 0; i < Integer.BYTES; i++) {
      bytes[i] = (byte) (keyId >>> 8 * (Integer.BYTES - 1 - i));
    }
    System.arraycopy(signature.unsafeBytes(), 0, bytes, Integer.BYTES, signature.size());
    return PREFIX + name + " " + StrictText.base64(ByteString.owning(bytes));
  }

  /**
   * Parses a line.
   *
   * @return the signature, or empty if the line is not a signature line
   */
  static Optional<NoteSignature> ofLine(String line) {
    int space = line.indexOf(' ', PREFIX.length());
    if (!line.startsWith(PREFIX) || space < 0) {
      return Optional.empty();
    }
    String name = line.substring(PREFIX.length(), space);
    return StrictText.ofBase64(line.substring(space + 1))
        .filter(bytes -> bytes.size() > Integer.BYTES && VerifierKey.isName(name))
        .map(
            bytes ->
                new NoteSignature(
                    name,
                    VerifierKey.readInt(bytes),
                    ByteString.owning(
                        Arrays.copyOfRange(bytes.unsafeBytes(), Integer.BYTES, bytes.size()))));
  }
}
