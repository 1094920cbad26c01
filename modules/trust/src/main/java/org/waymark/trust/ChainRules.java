package org.waymark.trust;

import java.util.Optional;
import org.waymark.runtime.TimeText;
import org.waymark.segment.IsdAs;
import org.waymark.wire.trust.Certificate;
import org.waymark.wire.trust.CertificateChain;
import org.waymark.wire.trust.CoreAs;
import org.waymark.wire.trust.Trc;

/**
 * The rules for certificate chains (PROTOCOL 3.1). Thread-safe.
 *
 * <p>Issuing times are compared only with each other, never with a clock. The rules ignore the
 * TRCVersion, the names of the algorithms, and the CanIssue of the leaf.
 */
public final class ChainRules {
  private final Ed25519 ed25519;

  public ChainRules(Ed25519 ed25519) {
    this.ed25519 = ed25519;
  }

  /**
   * Checks whether the chain may be used at a given time for an AS under a TRC.
   *
   * @param clockS the time in Unix seconds
   * @return the reason why the chain may not be used, or empty if it may
   */
  public Optional<TrustRefusal> verify(
      CertificateChain chain, IsdAs subject, Trc trc, long clockS) {
    return verifyWithoutClock(chain, subject, trc).or(() -> unexpired(chain, clockS));
  }

  /**
   * Checks whether the chain can be valid at any time for an AS under a TRC. The result depends
   * only on the three arguments.
   *
   * @return the reason why the chain cannot be valid, or empty if it can
   */
  public Optional<TrustRefusal> verifyWithoutClock(CertificateChain chain, IsdAs subject, Trc trc) {
    return leafUnderCore(chain, subject).or(() -> coreUnderTrc(chain, trc));
  }

  /**
   * Checks whether the chain has expired at a given time.
   *
   * @param clockS the time in Unix seconds; a certificate expires as soon as its ExpirationTime is
   *     reached
   * @return a rejection if the chain has expired, or empty if it has not
   */
  public static Optional<TrustRefusal> unexpired(CertificateChain chain, long clockS) {
    long endS = Math.min(chain.leaf().expirationTimeS(), chain.core().expirationTimeS());
    return clockS >= endS
        ? refused(TrustFault.EXPIRED, "expired at " + endS + " s; the time is now " + clockS + " s")
        : Optional.empty();
  }

  private Optional<TrustRefusal> leafUnderCore(CertificateChain chain, IsdAs subject) {
    Certificate leaf = chain.leaf();
    Certificate core = chain.core();
    if (!leaf.subject().equals(subject)) {
      return refused(
          TrustFault.OTHER_SUBJECT,
          "the leaf belongs to " + leaf.subject() + ", not to " + subject);
    }
    if (leaf.version() == 0 || core.version() == 0) {
      return refused(TrustFault.VERSION_ZERO, "certificates cannot have version 0");
    }
    if (leaf.issuingTimeS() < core.issuingTimeS()) {
      return refused(
          TrustFault.LEAF_ISSUED_BEFORE_CORE,
          TimeText.instant(leaf.issuingTimeS())
              + " is before "
              + TimeText.instant(core.issuingTimeS()));
    }
    if (leaf.expirationTimeS() > core.expirationTimeS()) {
      return refused(
          TrustFault.LEAF_OUTLIVES_CORE,
          TimeText.instant(leaf.expirationTimeS())
              + " is after "
              + TimeText.instant(core.expirationTimeS()));
    }
    if (!core.canIssue()) {
      return refused(TrustFault.CORE_MAY_NOT_ISSUE, "CanIssue of the core certificate is false");
    }
    if (!core.subject().equals(leaf.issuer())) {
      return refused(
          TrustFault.OTHER_ISSUER,
          "the leaf was issued by "
              + leaf.issuer()
              + ", but the core certificate is that of "
              + core.subject());
    }
    return ed25519.verify(core.subjectSignKey(), leaf.signature(), leaf.signedBytes())
        ? Optional.empty()
        : refused(TrustFault.LEAF_SIGNATURE, "not signed by the key of the core certificate");
  }

  private Optional<TrustRefusal> coreUnderTrc(CertificateChain chain, Trc trc) {
    Certificate core = chain.core();
    if (core.expirationTimeS() > trc.expirationTimeS()) {
      return refused(
          TrustFault.CORE_OUTLIVES_TRC,
          TimeText.instant(core.expirationTimeS())
              + " is after "
              + TimeText.instant(trc.expirationTimeS()));
    }
    CoreAs issuer = trc.coreAses().get(core.issuer());
    if (issuer == null) {
      return refused(
          TrustFault.ISSUER_NOT_IN_TRC, core.issuer() + " is not a core AS of the " + trc);
    }
    return ed25519.verify(issuer.onlineKey(), core.signature(), core.signedBytes())
        ? Optional.empty()
        : refused(TrustFault.CORE_SIGNATURE, "not signed by the online key of " + core.issuer());
  }

  private static Optional<TrustRefusal> refused(TrustFault fault, String detail) {
    return Optional.of(new TrustRefusal(fault, detail));
  }
}
