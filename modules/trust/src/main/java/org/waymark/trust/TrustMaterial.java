package org.waymark.trust;

import java.util.Optional;
import org.waymark.segment.IsdAs;
import org.waymark.wire.event.TrustVersion;
import org.waymark.wire.trust.CertificateChain;
import org.waymark.wire.trust.Trc;

/**
 * A view of accepted TRCs and chains, in a store or in memory.
 *
 * <p>All of this material was accepted by a {@link TrustFold}, but some of it may not be usable
 * now. The TRCs of an ISD have consecutive versions, from its anchor to its newest. Implementations
 * document which threads may call them.
 */
public interface TrustMaterial {
  /**
   * {@return the TRC with exactly this version}
   *
   * @param version the version, unsigned 64 bits; 0 is version 0, not "the newest"
   */
  Optional<Trc> trc(int isd, long version);

  /** {@return the TRC of the ISD with the highest version} */
  Optional<Trc> newestTrc(int isd);

  /**
   * {@return the chain with exactly this version}
   *
   * @param version the version, unsigned 64 bits; 0 is version 0, not "the newest"
   */
  Optional<CertificateChain> chain(IsdAs ia, long version);

  /** {@return the chain of the AS with the highest version} */
  Optional<CertificateChain> newestChain(IsdAs ia);

  /**
   * {@return whether material of this kind with exactly this subject and version has been accepted}
   */
  default boolean holds(TrustVersion one) {
    return switch (one.kind()) {
      case ANCHOR, TRC -> trc(one.subject().isd(), one.version()).isPresent();
      case CHAIN -> chain(one.subject(), one.version()).isPresent();
    };
  }

  /**
   * {@return whether segments that start at the AS may be used} Such segments may be used if the
   * newest TRC of the ISD lists the AS as a core AS, or if the previous TRC does and the newest
   * TRC's grace period has not ended. If there is no TRC of the ISD, the segments may also be used,
   * because there is no evidence against the AS.
   *
   * @param clockMs the time in Unix milliseconds
   */
  default boolean maySegmentsStartAt(IsdAs ia, long clockMs) {
    Optional<Trc> newest = newestTrc(ia.isd());
    if (newest.isEmpty() || newest.get().coreAses().containsKey(ia)) {
      return true;
    }
    long graceEndS = newest.get().creationTimeS() + newest.get().gracePeriodS();
    return Math.floorDiv(clockMs, 1_000) <= graceEndS
        && trc(ia.isd(), newest.get().version() - 1)
            .filter(previous -> previous.coreAses().containsKey(ia))
            .isPresent();
  }

  /** {@return whether the newest TRC of the ISD lists the AS as a core AS} */
  default boolean isCore(IsdAs ia) {
    return newestTrc(ia.isd()).filter(trc -> trc.coreAses().containsKey(ia)).isPresent();
  }
}
