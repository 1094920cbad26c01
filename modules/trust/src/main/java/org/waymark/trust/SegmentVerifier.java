package org.waymark.trust;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.waymark.runtime.Clock;
import org.waymark.segment.ByteString;
import org.waymark.segment.CapnpAsEntry;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.CapnpSign;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.Sha256;
import org.waymark.wire.event.TrustVersion;
import org.waymark.wire.trust.CertificateChain;
import org.waymark.wire.trust.SegmentSignedBytes;
import org.waymark.wire.trust.Trc;

/**
 * Verifies segments (PROTOCOL 2.1, 3.1). Every AS entry names a TRC and a chain. Both must have
 * been accepted, the TRC must be active, the chain must be valid, the leaf certificate must not
 * expire before the segment, and the AS must have signed the entry.
 *
 * <p>The checks are in the same order as in the control plane of 2018. Missing material is
 * collected from all entries before any signature is checked, so that all of it can be requested at
 * once. This class does not check the expiry and shape of the segment.
 *
 * <p>Thread-safe. Several segments may be verified concurrently; they share the cache of verified
 * prefixes.
 */
public final class SegmentVerifier {
  private static final long MS_PER_S = 1000;

  private final Ed25519 ed25519;
  private final ChainRules chainRules;
  private final VerifiedPrefixes verified;
  private final Clock clock;

  public SegmentVerifier(Ed25519 ed25519, VerifiedPrefixes verified, Clock clock) {
    this.ed25519 = ed25519;
    this.chainRules = new ChainRules(ed25519);
    this.verified = verified;
    this.clock = clock;
  }

  /**
   * Verifies the signatures of the segment as of the current time.
   *
   * @param trust a view that does not change during the call
   * @param localIa the AS of this server; no TRC version of its ISD may be skipped
   */
  public Verification verify(PathSegment segment, TrustMaterial trust, IsdAs localIa) {
    return switch (segment) {
      case CapnpSegment capnp -> verify(capnp, trust, localIa);
    };
  }

  private Verification verify(CapnpSegment segment, TrustMaterial trust, IsdAs localIa) {
    return unsigned(segment)
        .or(() -> NeededTrust.check(segment, trust, localIa))
        .orElseGet(() -> verifyEntries(segment, trust));
  }

  /**
   * Finds the trust material that must arrive before the signatures can be checked.
   *
   * @param trust a view that does not change during the call
   * @param localIa the AS of this server
   * @return the missing material; empty if no material is missing, or if the segment would be
   *     rejected anyway
   */
  public Optional<Verification.Missing> missing(
      PathSegment segment, TrustMaterial trust, IsdAs localIa) {
    return switch (segment) {
      case CapnpSegment capnp ->
          unsigned(capnp)
              .or(() -> NeededTrust.check(capnp, trust, localIa))
              .filter(Verification.Missing.class::isInstance)
              .map(Verification.Missing.class::cast);
    };
  }

  private static Optional<Verification> unsigned(CapnpSegment segment) {
    return segment.entries().stream()
        .filter(entry -> entry.sign().type() == CapnpSign.Type.NONE)
        .findFirst()
        .map(
            entry ->
                Verification.Refused.of(
                    entry, VerificationFault.UNSIGNED_ENTRY, "it is not signed"));
  }

  private Verification verifyEntries(CapnpSegment segment, TrustMaterial trust) {
    long clockS = Math.floorDiv(clock.wallMs(), MS_PER_S);
    List<ByteString> prefixes = SegmentSignedBytes.prefixDigests(segment);
    Set<TrustVersion> used = new LinkedHashSet<>();
    for (int i = 0; i < prefixes.size(); i++) {
      CapnpAsEntry entry = segment.entries().get(i);
      Trc trc = trust.trc(entry.ia().isd(), entry.trcVersion()).orElseThrow();
      CertificateChain chain = trust.chain(entry.ia(), entry.certVersion()).orElseThrow();
      Optional<Verification> unusable =
          unusable(entry, trc, chain, segment.expiryS(), trust, clockS);
      if (unusable.isPresent()) {
        return unusable.get();
      }
      if (!isSigned(segment, i, prefixes.get(i), trc, chain)) {
        return Verification.Refused.of(
            entry, VerificationFault.SIGNATURE, "not signed by the key in its chain");
      }
      used.add(NeededTrust.trcVersion(entry));
      used.add(NeededTrust.chainVersion(entry));
    }
    return new Verification.Verified(new ArrayList<>(used));
  }

  /**
   * Checks whether the TRC and the chain may currently be used for the entry.
   *
   * @return the reason why one of them may not be used, if any
   */
  private Optional<Verification> unusable(
      CapnpAsEntry entry,
      Trc trc,
      CertificateChain chain,
      long segmentExpiryS,
      TrustMaterial trust,
      long clockS) {
    if (chain.leaf().expirationTimeS() < segmentExpiryS) {
      return Optional.of(
          Verification.Refused.of(
              entry,
              VerificationFault.CHAIN_ENDS_FIRST,
              "its chain expires at "
                  + chain.leaf().expirationTimeS()
                  + " s, but the segment expires only at "
                  + segmentExpiryS
                  + " s"));
    }
    Trc newest = trust.newestTrc(trc.isd()).orElse(trc);
    return TrcRules.active(trc, newest, clockS)
        .map(
            refusal ->
                Verification.Refused.of(entry, VerificationFault.TRC_INACTIVE, refusal.toString()))
        .or(
            () ->
                ChainRules.unexpired(chain, clockS)
                    .or(() -> invalid(entry, trc, chain))
                    .map(
                        refusal ->
                            Verification.Refused.of(
                                entry, VerificationFault.CHAIN_INVALID, refusal.toString())));
  }

  private Optional<TrustRefusal> invalid(CapnpAsEntry entry, Trc trc, CertificateChain chain) {
    ByteString digest = digest("waymark-chain-1", entry, trc, chain).digest();
    if (verified.contains(digest)) {
      return Optional.empty();
    }
    Optional<TrustRefusal> refusal = chainRules.verifyWithoutClock(chain, entry.ia(), trc);
    if (refusal.isEmpty()) {
      verified.add(digest);
    }
    return refusal;
  }

  private boolean isSigned(
      CapnpSegment segment, int index, ByteString prefix, Trc trc, CertificateChain chain) {
    CapnpAsEntry entry = segment.entries().get(index);
    ByteString digest = digest("waymark-entry-1", entry, trc, chain).add(prefix).digest();
    if (verified.contains(digest)) {
      return true;
    }
    boolean valid =
        ed25519.verify(
            chain.leaf().subjectSignKey(),
            entry.sign().signature(),
            SegmentSignedBytes.of(segment, index));
    if (valid) {
      verified.add(digest);
    }
    return valid;
  }

  private static Sha256 digest(String label, CapnpAsEntry entry, Trc trc, CertificateChain chain) {
    return Sha256.labelled(label).addLong(entry.ia().value()).add(trc.digest()).add(chain.digest());
  }
}
