package org.waymark.trust;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.waymark.segment.CapnpAsEntry;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.IsdAs;
import org.waymark.wire.event.TrustKind;
import org.waymark.wire.event.TrustVersion;
import org.waymark.wire.trust.Trc;

/**
 * Determines the trust material that a segment needs before its signatures can be checked (PROTOCOL
 * 3.1): the TRC and the chain that each AS entry names. For the local ISD, whose TRCs are accepted
 * one after another, this includes every version between the newest accepted TRC and the TRC that
 * the entry names.
 */
final class NeededTrust {
  private static final Comparator<TrustVersion> ORDER =
      Comparator.comparing(TrustVersion::subject)
          .thenComparing(TrustVersion::version, Long::compareUnsigned);

  private final TrustMaterial trust;
  private final IsdAs localIa;
  private final SortedSet<TrustVersion> trcs = new TreeSet<>(ORDER);
  private final SortedSet<TrustVersion> chains = new TreeSet<>(ORDER);
  private final List<Verification> hopeless = new ArrayList<>();

  private NeededTrust(TrustMaterial trust, IsdAs localIa) {
    this.trust = trust;
    this.localIa = localIa;
  }

  /**
   * Checks whether all needed material has been accepted.
   *
   * @return the reason why verification cannot continue, or empty if it can
   */
  static Optional<Verification> check(CapnpSegment segment, TrustMaterial trust, IsdAs localIa) {
    NeededTrust needed = new NeededTrust(trust, localIa);
    segment.entries().forEach(needed::collect);
    return needed.answer();
  }

  static TrustVersion trcVersion(CapnpAsEntry entry) {
    return trcVersion(entry.ia().isd(), entry.trcVersion());
  }

  static TrustVersion chainVersion(CapnpAsEntry entry) {
    return new TrustVersion(TrustKind.CHAIN, entry.ia(), entry.certVersion());
  }

  private static TrustVersion trcVersion(int isd, long version) {
    return new TrustVersion(TrustKind.TRC, IsdAs.of(isd, 0), version);
  }

  private void collect(CapnpAsEntry entry) {
    if (trust.chain(entry.ia(), entry.certVersion()).isEmpty()) {
      chains.add(chainVersion(entry));
    }
    if (trust.trc(entry.ia().isd(), entry.trcVersion()).isPresent()) {
      return;
    }
    Optional<Trc> newest = trust.newestTrc(entry.ia().isd());
    if (entry.ia().isd() == localIa.isd() && newest.isPresent()) {
      collectLocal(entry, newest.get());
    } else {
      trcs.add(trcVersion(entry));
    }
  }

  private void collectLocal(CapnpAsEntry entry, Trc newest) {
    long named = entry.trcVersion();
    if (named == 0) {
      // Version 0 in a request means the newest version, so a TRC with version 0 cannot be
      // requested.
      hopeless.add(
          Verification.Refused.of(
              entry,
              VerificationFault.TRC_UNOBTAINABLE,
              "TRC version 0 has not been accepted and cannot be requested"));
    } else if (Long.compareUnsigned(named, newest.version()) < 0) {
      trcs.add(trcVersion(entry));
    } else if (Long.compareUnsigned(
            named - newest.version(), Verification.Missing.MAX_VERSIONS_AHEAD)
        > 0) {
      hopeless.add(
          Verification.Refused.of(
              entry,
              VerificationFault.TRC_TOO_NEW,
              "TRC version "
                  + Long.toUnsignedString(named)
                  + ", but the newest accepted version is "
                  + newest.version()));
    } else {
      for (long version = newest.version() + 1; version <= named; version++) {
        trcs.add(trcVersion(newest.isd(), version));
      }
    }
  }

  private Optional<Verification> answer() {
    if (!trcs.isEmpty() || !chains.isEmpty()) {
      return Optional.of(new Verification.Missing(List.copyOf(trcs), List.copyOf(chains)));
    }
    return hopeless.stream().findFirst();
  }
}
