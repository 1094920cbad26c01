package org.waymark.history.explain;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import org.waymark.history.Moment;
import org.waymark.segment.IsdAs;
import org.waymark.trust.TrustEnd;
import org.waymark.trust.TrustMaterial;

/**
 * Finds expired TRCs and certificate chains. Without them, no new segment can be verified, so the
 * segments that were stored expire one after another, although nothing was revoked or rejected.
 */
final class ExpiredTrust {
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
          .map(chain -> TrustEnd.of(chain).getFirst())
          .filter(this::isPast)
          .ifPresent(end -> expired.add(text(end, "through " + ia)));
    }
    ases.stream()
        .map(IsdAs::isd)
        .distinct()
        .sorted()
        .flatMap(isd -> trust.newestTrc(isd).stream())
        .map(TrustEnd::of)
        .filter(this::isPast)
        .forEach(end -> expired.add(text(end, "of ISD " + end.subject())));
    return expired;
  }

  private boolean isPast(TrustEnd end) {
    return end.endMs() <= moment.clockMs();
  }

  private String text(TrustEnd end, String segments) {
    return "%s: until a newer one is accepted, no segment %s can be registered."
        .formatted(end.text(moment.clockMs()), segments);
  }
}
