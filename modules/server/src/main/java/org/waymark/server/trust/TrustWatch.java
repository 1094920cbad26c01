package org.waymark.server.trust;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.runtime.Clock;
import org.waymark.segment.IsdAs;
import org.waymark.server.replay.ServingStore;
import org.waymark.trust.EndNotices;
import org.waymark.trust.TrustEnd;
import org.waymark.wire.trust.Trc;

/**
 * Warns the operator if an accepted TRC or the chain of the local AS has expired or will expire
 * soon ({@link EndNotices}), and if a TRC cannot have a successor.
 *
 * <p>It checks the newest TRC of each ISD and the newest chain of the local AS. For each of these,
 * a gauge shows the number of seconds until it expires. Safe for use by several threads.
 */
public final class TrustWatch {
  /** The interval between two checks, in milliseconds. */
  static final long EVERY_MS = 60_000;

  private static final Logger log = LoggerFactory.getLogger(TrustWatch.class);
  private static final double MS_PER_S = 1_000;

  private final IsdAs local;
  private final ServingStore store;
  private final Clock clock;
  private final MeterRegistry registry;
  private final EndNotices told = new EndNotices();
  private final Set<Trc> toldWithoutSuccessor = new HashSet<>();

  /** The expiration times shown by the gauges. */
  private final Map<Subject, Long> endsMs = new HashMap<>();

  private record Subject(TrustEnd.Kind kind, String name) {}

  public TrustWatch(IsdAs local, ServingStore store, Clock clock, MeterRegistry registry) {
    this.local = local;
    this.store = store;
    this.clock = clock;
    this.registry = registry;
    registry.gauge("waymark.trust.trcs.without.successor", this, TrustWatch::withoutSuccessor);
  }

  /** Checks the trust material, and logs each warning once. */
  public synchronized void look() {
    List<TrustEnd> ends = new ArrayList<>();
    for (Trc trc : store.newestTrcs()) {
      ends.add(TrustEnd.of(trc));
      if (hasNoSuccessor(trc) && toldWithoutSuccessor.add(trc)) {
        log.warn(
            "The {} requires {} core ASes to sign its successor but names only {} core ASes, so no"
                + " later version can be accepted: the TRCs of ISD {} must start again from a new"
                + " anchor",
            trc,
            trc.quorum(),
            trc.coreAses().size(),
            trc.isd());
      }
    }
    store.trust().newestChain(local).map(TrustEnd::of).ifPresent(ends::addAll);
    show(ends);
    long nowMs = clock.wallMs();
    told.due(ends, nowMs).forEach(end -> log.warn("{}: {}", end.text(nowMs), whatFollows(end)));
  }

  private static String whatFollows(TrustEnd end) {
    return switch (end.kind()) {
      case TRC ->
          "from then on, segments that contain an AS in this ISD are rejected; put the next version"
              + " into the certificate folder before then";
      case CHAIN ->
          "segments that outlive it are rejected, and from then on, all segments of this AS are"
              + " rejected; have a core AS issue the next version, and put it into the certificate"
              + " folder";
      case CORE_CERTIFICATE ->
          "the chains that it issues cannot outlive it; have the core AS renew it";
    };
  }

  private void show(List<TrustEnd> ends) {
    Map<Subject, Long> now = new HashMap<>();
    ends.forEach(end -> now.put(new Subject(end.kind(), end.subject()), end.endMs()));
    now.forEach(
        (subject, endMs) -> {
          if (endsMs.put(subject, endMs) == null) {
            Gauge.builder("waymark.trust.ends.seconds", this, watch -> watch.leftS(subject))
                .tag("kind", subject.kind().label())
                .tag("subject", subject.name())
                .register(registry);
          }
        });
  }

  private synchronized double leftS(Subject subject) {
    return (endsMs.get(subject) - clock.wallMs()) / MS_PER_S;
  }

  private static boolean hasNoSuccessor(Trc trc) {
    return trc.quorum() > trc.coreAses().size();
  }

  private long withoutSuccessor() {
    return store.newestTrcs().stream().filter(TrustWatch::hasNoSuccessor).count();
  }
}
