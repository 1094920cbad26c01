package org.waymark.trust;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.io.Serial;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import org.waymark.segment.ByteString;

/**
 * Verifies Ed25519 signatures with the Amazon Corretto Crypto Provider. The provider is used
 * through its instance and not registered globally.
 */
final class CorrettoEngine implements Ed25519Engine {
  private static final String ALGORITHM = "Ed25519";

  /** The bytes that precede the 32 bytes of a key in its SubjectPublicKeyInfo (RFC 8410). */
  private static final byte[] KEY_INFO_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

  private final Provider provider;
  private final KeyFactory keyFactory;

  private CorrettoEngine(Provider provider, KeyFactory keyFactory) {
    this.provider = provider;
    this.keyFactory = keyFactory;
  }

  /**
   * Loads the library and runs its self-tests.
   *
   * @throws Unavailable if the library does not load on this machine
   */
  static CorrettoEngine load() throws Unavailable {
    try {
      AmazonCorrettoCryptoProvider provider = AmazonCorrettoCryptoProvider.INSTANCE;
      Throwable error = provider.getLoadingError();
      if (error != null) {
        throw new Unavailable(error);
      }
      provider.assertHealthy();
      Signature.getInstance(ALGORITHM, provider);
      return new CorrettoEngine(provider, KeyFactory.getInstance(ALGORITHM));
    } catch (GeneralSecurityException | RuntimeException | LinkageError e) {
      throw new Unavailable(e);
    }
  }

  @Override
  public String name() {
    return "Amazon Corretto Crypto Provider " + provider.getVersionStr();
  }

  @Override
  public Key prepare(ByteString publicKey) {
    byte[] encoded = Arrays.copyOf(KEY_INFO_PREFIX, KEY_INFO_PREFIX.length + publicKey.size());
    System.arraycopy(publicKey.unsafeBytes(), 0, encoded, KEY_INFO_PREFIX.length, publicKey.size());
    try {
      PublicKey key = keyFactory.generatePublic(new X509EncodedKeySpec(encoded));
      return (signature, message) -> verifies(key, signature, message);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(
          "the key factory rejects the well-formed key " + publicKey, e);
    }
  }

  private boolean verifies(PublicKey key, ByteString signature, ByteString message) {
    try {
      Signature verifier = Signature.getInstance(ALGORITHM, provider);
      verifier.initVerify(key);
      verifier.update(message.unsafeBytes());
      return verifier.verify(signature.unsafeBytes());
    } catch (SignatureException _) {
      // The provider throws an exception for some malformed signatures, and returns false for
      // others.
      return false;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(name() + " can no longer verify Ed25519", e);
    }
  }

  /** Thrown if the library does not load on this machine; the cause says why. */
  static final class Unavailable extends Exception {
    @Serial private static final long serialVersionUID = 1;

    public Unavailable(Throwable cause) {
      super("Amazon Corretto Crypto Provider does not load on this machine", cause);
    }
  }
}
