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
 * Requests that wait for a segment over which they can be forwarded, grouped by the ISD whose core
 * ASes can be queried (PROTOCOL 6.4). A request waits for less than 10 s, and the number of
 * requests is limited per ISD and in total. The oldest request is evicted first, preferably one
 * from a source that exceeds its share. Requests that end without having been sent are counted. If
 * a request is repeated, it is added again.
 *
 * <p>Safe for use by several threads.
 */
final class WaitingTargets {
  private static final Logger log = LoggerFactory.getLogger(WaitingTargets.class);

  /** The memory of a target and its entries in all maps. */
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
   * A waiting request.
   *
   * @param arrival a number that distinguishes equal requests
   */
  record Target(long arrival, int isd, SegmentRequest request, MessageOrigin origin) {}

  WaitingTargets(RequestLimits limits, Clock clock, ServerMetrics metrics) {
    this.limits = limits;
    this.metrics = metrics;
    this.all = new Arrivals<>(clock, LIFE_NS);
    this.buffer = buffer(limits.waiting());
  }

  /**
   * Adds a request.
   *
   * @return the new target
   */
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

  /**
   * Removes a target that turned out not to need to wait.
   *
   * @return whether the target was still waiting
   */
  synchronized boolean remove(Target target) {
    dropExpired();
    boolean waited = buffer.contains(target);
    if (waited) {
      end(target, WaitEnd.SENT);
    }
    return waited;
  }

  /**
   * The waiting targets. They all have about the same size, so the limit on their number also
   * limits their memory.
   */
  private static FairBuffer<Source, Target> buffer(int places) {
    return new FairBuffer<>(places, (long) places * TARGET_BYTES);
  }

  /** Removes and returns the targets for the ISD, oldest first. */
  synchronized List<Target> take(int isd) {
    dropExpired();
    List<Target> taken = byIsd.of(isd);
    taken.forEach(target -> end(target, WaitEnd.SENT));
    return taken;
  }

  /** {@return whether any targets wait for the ISD} */
  synchronized boolean awaits(int isd) {
    return byIsd.has(isd);
  }

  /** {@return the number of waiting targets} */
  synchronized int size() {
    dropExpired();
    return all.size();
  }

  /** {@return all targets, oldest first} */
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
        "Stopped waiting for a segment to ISD {}: {} {}",
        target.isd(),
        how.label(),
        target.origin());
    all.remove(target);
    buffer.remove(target);
    bufferByIsd.get(target.isd()).remove(target);
    if (byIsd.remove(target.isd(), target)) {
      bufferByIsd.remove(target.isd());
    }
  }
}
