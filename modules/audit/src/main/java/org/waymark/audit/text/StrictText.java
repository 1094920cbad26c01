package org.waymark.audit.text;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.OptionalLong;
import org.waymark.segment.ByteString;
import org.waymark.segment.Sha256;

/**
 * Parses the parts of notes, checkpoints and proofs. Each value has exactly one valid spelling, and
 * each method returns empty for any other text. As a result, writing a parsed value produces the
 * same bytes again.
 */
public final class StrictText {
  private static final int MAX_DECIMAL_DIGITS = 19;

  private StrictText() {}

  /** Decodes UTF-8 without control characters other than newline (C2SP signed-note, Format). */
  public static Optional<String> ofUtf8(ByteString bytes) {
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(bytes.unsafeBytes()))
              .toString();
      return text.chars().allMatch(c -> c >= ' ' || c == '\n')
          ? Optional.of(text)
          : Optional.empty();
    } catch (CharacterCodingException _) {
      return Optional.empty();
    }
  }

  /** Encodes text in UTF-8. */
  public static ByteString utf8(String text) {
    return ByteString.owning(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Decodes padded standard base64 (RFC 4648, 4). */
  public static Optional<ByteString> ofBase64(String text) {
    try {
      ByteString bytes = ByteString.owning(Base64.getDecoder().decode(text));
      // Java's decoder also accepts missing padding, and non-zero bits after the last byte.
      return base64(bytes).equals(text) ? Optional.of(bytes) : Optional.empty();
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /** Encodes bytes in padded standard base64. */
  public static String base64(ByteString bytes) {
    return Base64.getEncoder().encodeToString(bytes.unsafeBytes());
  }

  /** Decodes a SHA-256 hash in base64. */
  public static Optional<ByteString> ofHash(String text) {
    return ofBase64(text).filter(bytes -> bytes.size() == Sha256.SIZE);
  }

  /** Parses a number in 0 .. 2^63 - 1 that is written in ASCII digits without leading zeroes. */
  public static OptionalLong ofDecimal(String text) {
    boolean digits =
        !text.isEmpty()
            && text.length() <= MAX_DECIMAL_DIGITS
            && text.chars().allMatch(c -> c >= '0' && c <= '9');
    if (!digits || (text.length() > 1 && text.charAt(0) == '0')) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(Long.parseLong(text));
    } catch (NumberFormatException _) {
      return OptionalLong.empty();
    }
  }

  /** {@return whether the text is empty or contains Unicode white space} */
  public static boolean isEmptyOrHasSpace(String text) {
    return text.isEmpty()
        || text.codePoints()
            .anyMatch(c -> Character.isWhitespace(c) || Character.isSpaceChar(c) || c == 0x85);
  }
}
