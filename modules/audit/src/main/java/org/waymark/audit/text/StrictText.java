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
 * Reads the parts of notes, checkpoints and proofs. Each method returns empty for text that is not
 * the one spelling of its value, so what was read and is written again has the same bytes.
 */
public final class StrictText {
  private static final int MAX_DECIMAL_DIGITS = 19;

  private StrictText() {}

  /**
   * {@return the text, if the bytes are UTF-8 without control characters other than newline (C2SP
   * signed-note, Format)}
   */
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

  /** {@return the bytes of text in UTF-8} */
  public static ByteString utf8(String text) {
    return ByteString.owning(text.getBytes(StandardCharsets.UTF_8));
  }

  /** {@return the bytes that padded standard base64 stands for (RFC 4648, 4)} */
  public static Optional<ByteString> ofBase64(String text) {
    try {
      ByteString bytes = ByteString.owning(Base64.getDecoder().decode(text));
      // The decoder accepts missing padding and non-zero bits after the last byte.
      return base64(bytes).equals(text) ? Optional.of(bytes) : Optional.empty();
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /** {@return the bytes in padded standard base64} */
  public static String base64(ByteString bytes) {
    return Base64.getEncoder().encodeToString(bytes.unsafeBytes());
  }

  /** {@return the SHA-256 hash that base64 stands for} */
  public static Optional<ByteString> ofHash(String text) {
    return ofBase64(text).filter(bytes -> bytes.size() == Sha256.SIZE);
  }

  /** {@return the number 0 .. 2^63 - 1 in ASCII digits without leading zeroes} */
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

  /** {@return whether the text is empty or contains white space of Unicode} */
  public static boolean isEmptyOrHasSpace(String text) {
    return text.isEmpty()
        || text.codePoints()
            .anyMatch(c -> Character.isWhitespace(c) || Character.isSpaceChar(c) || c == 0x85);
  }
}
