package org.waymark.audit.note;

import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.waymark.audit.text.StrictText;
import org.waymark.segment.ByteString;
import org.waymark.wire.Decoded;
import org.waymark.wire.RefusalReason;

/**
 * A private Ed25519 key that signs notes. Its text form, which must be kept secret, is one line:
 *
 * <pre>
 *   PRIVATE+KEY+name+id+base64(0x01 || seed 32)      the id is that of the public key
 * </pre>
 *
 * <p>Immutable; callable from any thread.
 */
public final class NoteSigner {
  private static final String PREFIX = "PRIVATE+KEY+";

  private final Ed25519PrivateKeyParameters key;
  private final VerifierKey verifierKey;

  private NoteSigner(String name, Ed25519PrivateKeyParameters key) {
    this.key = key;
    this.verifierKey =
        new VerifierKey(
            name, SignatureType.ED25519, ByteString.owning(key.generatePublicKey().getEncoded()));
  }

  /**
   * Derives a key from a seed.
   *
   * @param seed the seed, 32 secret random bytes
   * @throws IllegalArgumentException if the name is not valid for a key, or if the seed has the
   *     wrong length
   */
  public static NoteSigner ofSeed(String name, ByteString seed) {
    if (seed.size() != Ed25519.SECRET_KEY_SIZE) {
      throw new IllegalArgumentException(
          "an Ed25519 seed must be 32 bytes long, got " + seed.size());
    }
    return new NoteSigner(name, new Ed25519PrivateKeyParameters(seed.toBytes()));
  }

  /** Parses a key from its text form, without a newline. */
  public static Decoded<NoteSigner> parse(String text) {
    String[] parts =
        text.startsWith(PREFIX) ? text.substring(PREFIX.length()).split("\\+", 3) : new String[0];
    if (parts.length != 3 || !VerifierKey.isName(parts[0])) {
      return Decoded.refused(
          RefusalReason.NOTE_KEY, "it is not of the form PRIVATE+KEY+name+id+key");
    }
    return VerifierKey.typedKey(parts[2])
        .then(
            key ->
                key.type() == SignatureType.ED25519
                    ? Decoded.accepted(ofSeed(parts[0], key.bytes()))
                    : Decoded.refused(
                        RefusalReason.NOTE_KEY, "only private keys of type 1 can sign"))
        .then(
            signer ->
                signer.secretText().equals(text)
                    ? Decoded.accepted(signer)
                    : Decoded.refused(
                        RefusalReason.NOTE_KEY, "the id of key " + parts[0] + " is wrong"));
  }

  /** {@return the text form, which must be kept secret} */
  public String secretText() {
    return PREFIX
        + VerifierKey.formatted(
            verifierKey.name(),
            verifierKey.id(),
            verifierKey.type(),
            ByteString.owning(key.getEncoded()));
  }

  /** {@return the public key, which verifies the signatures made with this key} */
  public VerifierKey verifierKey() {
    return verifierKey;
  }

  /**
   * Signs the text of a note. The signature is deterministic.
   *
   * @param text the text with its final newline
   */
  public NoteSignature sign(String text) {
    byte[] message = StrictText.utf8(text).unsafeBytes();
    byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
    key.sign(Ed25519.Algorithm.Ed25519, null, message, 0, message.length, signature, 0);
    return new NoteSignature(verifierKey.name(), verifierKey.id(), ByteString.owning(signature));
  }

  /** {@return a description that does not contain the secret} */
  @Override
  public String toString() {
    return "NoteSigner[" + verifierKey + "]";
  }
}
