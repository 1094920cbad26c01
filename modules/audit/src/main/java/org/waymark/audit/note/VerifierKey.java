package org.waymark.audit.note;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.waymark.audit.text.StrictText;
import org.waymark.segment.ByteString;
import org.waymark.segment.Sha256;
import org.waymark.trust.Ed25519;
import org.waymark.wire.Decoded;
import org.waymark.wire.RefusalReason;

/**
 * A public key that verifies the signatures of notes. Its text form is one line:
 *
 * <pre>
 *   name+id+base64(type 1 || public key 32)         the id in 8 lower-case hexadecimal digits
 * </pre>
 *
 * @param name the name, which must not be empty or contain white space or plus signs (C2SP
 *     signed-note, Format)
 * @param publicKey the public key, 32 bytes
 */
public record VerifierKey(String name, SignatureType type, ByteString publicKey) {
  /** The maximum size of a name, in bytes. */
  public static final int MAX_NAME_BYTES = 255;

  /**
   * @throws IllegalArgumentException if the name or the size of the key is invalid
   */
  public VerifierKey {
    if (!isName(name) || publicKey.size() != Ed25519.KEY_SIZE) {
      throw new IllegalArgumentException(
          "the name of a key must not contain spaces or plus signs and must be at most "
              + MAX_NAME_BYTES
              + " bytes long, and the key must be 32 bytes long, got '"
              + name
              + "' with "
              + publicKey.size());
    }
  }

  static boolean isName(String name) {
    return !StrictText.isEmptyOrHasSpace(name)
        && name.indexOf('+') < 0
        && name.chars().noneMatch(c -> c < ' ')
        && StrictText.utf8(name).size() <= MAX_NAME_BYTES;
  }

  /**
   * {@return the number that, together with the name, identifies this key in signatures: the first
   * 4 bytes of SHA-256(name || 0x0A || type || public key), big-endian (C2SP signed-note,
   * Signatures)}
   */
  public int id() {
    ByteString hash =
        new Sha256()
            .add(StrictText.utf8(name))
            .addByte('\n')
            .addByte(type.number())
            .add(publicKey)
            .digest();
    return readInt(hash);
  }

  static int readInt(ByteString bytes) {
    int value = 0;
    for (int i = 0; i < Integer.BYTES; i++) {
      value = value << 8 | Byte.toUnsignedInt(bytes.at(i));
    }
    return value;
  }

  /** {@return whether the signature claims to have been made with this key} */
  public boolean made(NoteSignature signature) {
    return signature.name().equals(name) && signature.keyId() == id();
  }

  /** {@return the text form} */
  public String text() {
    return formatted(name, id(), type, publicKey);
  }

  static String formatted(String name, int id, SignatureType type, ByteString key) {
    byte[] typed = new byte[1 + key.size()];
    typed[0] = (byte) type.number();
    System.arraycopy(key.unsafeBytes(), 0, typed, 1, key.size());
    return name
        + "+"
        + HexFormat.of().toHexDigits(id)
        + "+"
        + StrictText.base64(ByteString.owning(typed));
  }

  /** Parses a key from its text form, which must not contain a newline. */
  public static Decoded<VerifierKey> parse(String text) {
    // The base64 may contain plus signs, but the name may not.
    String[] parts = text.split("\\+", 3);
    if (parts.length != 3 || !isName(parts[0])) {
      return Decoded.refused(RefusalReason.NOTE_KEY, "it is not of the form name+id+key");
    }
    return typedKey(parts[2])
        .map(key -> new VerifierKey(parts[0], key.type(), key.bytes()))
        .then(
            key ->
                key.text().equals(text)
                    ? Decoded.accepted(key)
                    : Decoded.refused(
                        RefusalReason.NOTE_KEY, "the id of key " + key.name() + " is wrong"));
  }

  /** A key together with its type, as in text forms. */
  record TypedKey(SignatureType type, ByteString bytes) {}

  static Decoded<TypedKey> typedKey(String base64) {
    Optional<ByteString> typed =
        StrictText.ofBase64(base64).filter(bytes -> bytes.size() == 1 + Ed25519.KEY_SIZE);
    if (typed.isEmpty()) {
      return Decoded.refused(RefusalReason.NOTE_KEY, "the key is not base64 of 33 bytes");
    }
    byte[] bytes = typed.get().unsafeBytes();
    Optional<SignatureType> type = SignatureType.ofNumber(Byte.toUnsignedInt(bytes[0]));
    return type.isPresent()
        ? Decoded.accepted(
            new TypedKey(type.get(), ByteString.owning(Arrays.copyOfRange(bytes, 1, bytes.length))))
        : Decoded.refused(
            RefusalReason.NOTE_KEY,
            "keys of type "
                + Byte.toUnsignedInt(bytes[0])
                + " are not supported; only types 1 and 4 are");
  }

  @Override
  public String toString() {
    return text();
  }
}
