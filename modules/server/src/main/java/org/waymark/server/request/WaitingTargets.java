package org.waymark.server.request;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.runtime.Clock;
import org.waymark.runtime.FairBuffer;
import org.waymark.runtime.Groups;
import org.waymark.server.message.MessageOrigin;
import org.waymark.server.message.Source;
import org.waymark.server.report.ServerMetrics;
import org.waymark.server.report.WaitEnd;
import org.waymark.server.settings.RequestLimits;
import org.waymark.wire.message.SegmentRequest;

/**
 * Requests that wait for a segment to be sent over (PROTOCOL 6.4), by the ISD whose core ASes may
 * be asked: each less than 10 s, so many per ISD and in all. The oldest goes first, of a source
 * that has more than its share if there is one, and each that goes unsent is counted. A repeated
 * request waits once more.
 *
 * <p>Safe for use by several threads.
 */
final class WaitingTargets {
  private static final Logger log = LoggerFactory.getLogger(WaitingTargets.class);

  /** A target with its entries in all the maps here. */
  private static final int TARGET_BYTES = 1_024;

  private static final long LIFE_NS = TimeUnit.SECONDS.toNanos(10);

  private final RequestLimits limits;
  private final ServerMetrics metrics;
  private final Arrivals<Target> all;
  private final Groups<Integer, Target> byIsd = new Groups<>();
  private final FairBuffer<Source, Target> buffer;
  private final Map<Integer, FairBuffer<Source, Target>> bufferByIsd = new HashMap<>();
  private long arrivals;

  /**
   * A request that waits.
   *
   * @param arrival tells equal ones apart
   */
  record Target(long arrival, int isd, SegmentRequest request, MessageOrigin origin) {}

  WaitingTargets(RequestLimits limits, Clock clock, ServerMetrics metrics) {
    this.limits = limits;
    this.metrics = metrics;
    this.all = new Arrivals<>(clock, LIFE_NS);
    this.buffer = buffer(limits.waiting());
  }

  /** {@return what waits from now on} */
  synchronized Target add(int isd, SegmentRequest request, MessageOrigin origin) {
    dropExpired();
    Target target = new Target(arrivals++, isd, request, origin);
    Source source = origin.from().source();
    all.add(target);
    byIsd.add(isd, target);
    bufferByIsd
        .computeIfAbsent(isd, i -> buffer(limits.waitingPerIsd()))
        .add(target, source, TARGET_BYTES)
        .forEach(gone -> end(gone, WaitEnd.DISPLACED));
    buffer.add(target, source, TARGET_BYTES).forEach(gone -> end(gone, WaitEnd.DISPLACED));
    return target;
  }

  /** Lets one go that waits for nothing after all. {@return whether it still waited} */
  synchronized boolean remove(Target target) {
    dropExpired();
    boolean waited = buffer.contains(target);
    if (waited) {
      end(target, WaitEnd.SENT);
    }
    return waited;
  }

  /** Targets are all of about one size: so many have so many bytes. */
  private static FairBuffer<Source, Target> buffer(int places) {
    return new FairBuffer<>(places, (long) places * TARGET_BYTES);
  }

  /** Removes and returns those for the ISD, the oldest first. */
  synchronized List<Target> take(int isd) {
    dropExpired();
    List<Target> taken = byIsd.of(isd);
    taken.forEach(target -> end(target, WaitEnd.SENT));
    return taken;
  }

  /** {@return whether any may wait for the ISD} */
  synchronized boolean awaits(int isd) {
    return byIsd.has(isd);
  }

  /** {@return how many there are} */
  synchronized int size() {
    dropExpired();
    return all.size();
  }

  /** {@return those there are, the oldest first} */
  synchronized List<Target> targets() {
    dropExpired();
    return all.all();
  }

  private void dropExpired() {
    all.expired().forEach(target -> end(target, WaitEnd.EXPIRED));
  }

  private void end(Target target, WaitEnd how) {
    metrics.waitingEnded(how);
    log.debug(
        "{} no longer waits for a segment to ISD {}: {}",
        target.origin(),
        target.isd(),
        how.label());
    all.remove(target);
    buffer.remove(target);
    bufferByIsd.get(target.isd()).remove(target);
    if (byIsd.remove(target.isd(), target)) {
      bufferByIsd.remove(target.isd());
    }
  }
}
