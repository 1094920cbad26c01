package org.waymark.trust;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.segment.ByteString;

/**
 * Verifies Ed25519 signatures (RFC 8032) with the fastest library that can be loaded.
 *
 * <p>Libraries differ in which malformed signatures they accept. Replicas must not differ, because
 * folding the same log with two libraries would produce two states. Therefore, one strict rule
 * applies to all libraries. A signature is valid if and only if
 *
 * <ul>
 *   <li>the key is 32 bytes long and is the canonical encoding of a point of prime order,
 *   <li>the signature is 64 bytes long, R || S, with S below the group order,
 *   <li>R is the canonical encoding of S*B - SHA-512(R || key || message)*key and is not the
 *       neutral point.
 * </ul>
 *
 * This is the cofactorless equation. Honest keys and signatures always satisfy it.
 *
 * <p>Thread-safe. Each key is checked and prepared once, and then cached.
 */
public final class Ed25519 {
  public static final int KEY_SIZE = 32;
  public static final int SIGNATURE_SIZE = 64;

  /**
   * The maximum number of keys to cache, far more than any network has today. A key occupies a few
   * hundred bytes.
   */
  private static final int MAX_PREPARED_KEYS = 20_000;

  private static final Logger LOG = LoggerFactory.getLogger(Ed25519.class);

  private final Ed25519Engine engine;
  private final LoadingCache<ByteString, Optional<Ed25519Engine.Key>> keys;

  Ed25519(Ed25519Engine engine) {
    this.engine = engine;
    this.keys = Caffeine.newBuilder().maximumSize(MAX_PREPARED_KEYS).build(this::prepare);
  }

  /**
   * {@return the verifier that uses the Amazon Corretto Crypto Provider if its native library
   * loads, and pure Java otherwise} All callers share it, and with it the prepared keys.
   */
  public static Ed25519 fastest() {
    return Fastest.VERIFIER;
  }

  /** Loads the library once, when it is first needed. */
  private static final class Fastest {
    static final Ed25519 VERIFIER = corretto().orElseGet(Ed25519::bouncyCastle);
  }

  /**
   * {@return a verifier that uses the Amazon Corretto Crypto Provider, or empty if it does not
   * load}
   */
  static Optional<Ed25519> corretto() {
    try {
      return Optional.of(new Ed25519(CorrettoEngine.load()));
    } catch (CorrettoEngine.Unavailable e) {
      LOG.warn(
          "Verifying Ed25519 signatures in pure Java because no native library is available for"
              + " this machine; this is several times slower",
          e);
      return Optional.empty();
    }
  }

  /** {@return a verifier that uses BouncyCastle, which is pure Java} */
  public static Ed25519 bouncyCastle() {
    return new Ed25519(new BouncyCastleEngine());
  }

  /** {@return the name of the library in use, which the log and the state page show} */
  public String providerName() {
    return engine.name();
  }

  /** {@return whether the signature is valid; false if the key or the signature is malformed} */
  public boolean verify(ByteString publicKey, ByteString signature, ByteString message) {
    return publicKey.size() == KEY_SIZE
        && signature.size() == SIGNATURE_SIZE
        && StrictEncoding.isScalar(signature, SIGNATURE_SIZE / 2)
        && !StrictEncoding.isNeutralPoint(signature)
        && keys.get(publicKey).filter(key -> key.verifies(signature, message)).isPresent();
  }

  private Optional<Ed25519Engine.Key> prepare(ByteString publicKey) {
    return StrictEncoding.isPointOfPrimeOrder(publicKey)
        ? Optional.of(engine.prepare(publicKey))
        : Optional.empty();
  }
}
