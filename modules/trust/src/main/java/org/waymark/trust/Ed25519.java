package org.waymark.trust;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.segment.ByteString;

/**
 * The verification of Ed25519 signatures (RFC 8032) by the fastest library that loads.
 *
 * <p>Libraries differ in what they accept besides honest signatures, and replicas must not: the
 * same log folded by two libraries would give two states. So one strict rule holds for all of them.
 * A signature is valid exactly when
 *
 * <ul>
 *   <li>the key is 32 bytes, the canonical encoding of a point of prime order,
 *   <li>the signature is 64 bytes, R || S with S below the group order,
 *   <li>R is the canonical encoding of S*B - SHA-512(R || key || message)*key and not the neutral
 *       point.
 * </ul>
 *
 * That is the equation without the cofactor. Honest keys and signatures always meet it.
 *
 * <p>Thread-safe. Keys are checked and prepared once, and remembered.
 */
public final class Ed25519 {
  public static final int KEY_SIZE = 32;
  public static final int SIGNATURE_SIZE = 64;

  /** Far more than the ASes of any network have today; a key is some hundred bytes. */
  private static final int MAX_PREPARED_KEYS = 20_000;

  private static final Logger LOG = LoggerFactory.getLogger(Ed25519.class);

  private final Ed25519Engine engine;
  private final LoadingCache<ByteString, Optional<Ed25519Engine.Key>> keys;

  Ed25519(Ed25519Engine engine) {
    this.engine = engine;
    this.keys = Caffeine.newBuilder().maximumSize(MAX_PREPARED_KEYS).build(this::prepare);
  }

  /** {@return by Amazon Corretto Crypto Provider where its native library loads, else in Java} */
  public static Ed25519 fastest() {
    return corretto().orElseGet(Ed25519::bouncyCastle);
  }

  /** {@return by Amazon Corretto Crypto Provider, or nothing where it does not load} */
  static Optional<Ed25519> corretto() {
    try {
      return Optional.of(new Ed25519(CorrettoEngine.load()));
    } catch (CorrettoEngine.Unavailable e) {
      LOG.warn(
          "Ed25519 is verified in Java, several times slower: no native library for this machine",
          e);
      return Optional.empty();
    }
  }

  /** {@return by BouncyCastle, which is pure Java} */
  public static Ed25519 bouncyCastle() {
    return new Ed25519(new BouncyCastleEngine());
  }

  /** {@return which library does the work, for the log and the state page} */
  public String providerName() {
    return engine.name();
  }

  /** {@return whether the signature is valid; false also for keys and signatures of wrong form} */
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
