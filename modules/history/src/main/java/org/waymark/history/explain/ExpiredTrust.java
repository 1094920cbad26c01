package org.waymark.history.explain;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import org.waymark.history.Moment;
import org.waymark.segment.IsdAs;
import org.waymark.trust.TrustMaterial;

/**
 * Finds expired TRCs and certificate chains. Without them, no new segment can be verified, so the
 * segments that were stored expire one after another, although nothing was revoked or rejected.
 */
final class ExpiredTrust {
  private static final long MS_PER_S = 1_000;

  private final TrustMaterial trust;
  private final Moment moment;

  ExpiredTrust(TrustMaterial trust, Moment moment) {
    this.trust = trust;
    this.moment = moment;
  }

  /**
   * {@return a sentence for each of the given ASes whose newest chain had expired, and for each ISD
   * of the given ASes whose newest TRC had expired}
   */
  List<String> of(Collection<IsdAs> ases) {
    List<String> expired = new ArrayList<>();
    for (IsdAs ia : new TreeSet<>(ases)) {
      trust
          .newestChain(ia)
          .filter(chain -> hasExpired(chain.leaf().expirationTimeS()))
          .ifPresent(
              chain ->
                  expired.add(
                      expired(
                          "certificate chain of " + ia,
                          chain.version(),
                          chain.leaf().expirationTimeS(),
                          "through " + ia)));
    }
    ases.stream()
        .map(IsdAs::isd)
        .distinct()
        .sorted()
        .flatMap(isd -> trust.newestTrc(isd).stream())
        .filter(trc -> hasExpired(trc.expirationTimeS()))
        .forEach(
            trc ->
                expired.add(
                    expired(
                        "TRC of ISD " + trc.isd(),
                        trc.version(),
                        trc.expirationTimeS(),
                        "of ISD " + trc.isd())));
    return expired;
  }

  private boolean hasExpired(long endS) {
    return endS <= Math.floorDiv(moment.clockMs(), MS_PER_S);
  }

  private static String expired(String what, long version, long endS, String which) {
    return "The newest %s (version %s) expired at %s: until a newer one is accepted, no segment %s can be registered."
        .formatted(
            what, Long.toUnsignedString(version), AuditFindings.time(endS * MS_PER_S), which);
  }
}
