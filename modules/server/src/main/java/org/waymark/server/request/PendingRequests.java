package org.waymark.server.request;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.resolve.LocalAs;
import org.waymark.runtime.Clock;
import org.waymark.runtime.FairBuffer;
import org.waymark.runtime.Groups;
import org.waymark.segment.IsdAs;
import org.waymark.server.message.MessageOrigin;
import org.waymark.server.message.Replies;
import org.waymark.server.message.Requester;
import org.waymark.server.message.Source;
import org.waymark.server.report.ServerMetrics;
import org.waymark.server.report.WaitEnd;
import org.waymark.server.settings.RequestLimits;
import org.waymark.store.row.SegmentQuery;
import org.waymark.wire.message.SegmentRequest;

/**
 * Requests that wait for an answer, each for less than 2 s (PROTOCOL 6.4). Their memory is limited.
 * Their number is limited per (destination, sibra), where each requester can have one request, per
 * source, and in total. Adding to a full group evicts its oldest request. If the total is exceeded,
 * the oldest request of a source that has more than its share is evicted. Requests that end
 * unanswered are counted.
 *
 * <p><i>Example.</i> Host A requests a destination for which nothing is stored. Times are in
 * seconds.
 *
 * <ul>
 *   <li>0.0: the request is forwarded to a core AS, and becomes pending.
 *   <li>0.5: host B requests the same destination. Its request becomes pending under the same key.
 *   <li>0.7: the reply of the core AS arrives with a CORE and a DOWN segment; their verification
 *       starts.
 *   <li>0.9: both segments are verified. The last resolution of the key had queried segments with
 *       these ends, so the key is resolved again: once, for both hosts. Both are answered, even
 *       before the append of the segments is acknowledged.
 * </ul>
 *
 * <p>Without a reply, the key would be resolved once a second without success. If A repeated its
 * request at 1.5, the repetition would replace the first request and remain pending until 3.5. The
 * request of B would expire unanswered at 2.5.
 *
 * <p>A request that is kept pending for two ASes is kept twice and answered twice, as in the
 * original.
 *
 * <p>Safe for use by several threads.
 */
final class PendingRequests {
  private static final Logger log = LoggerFactory.getLogger(PendingRequests.class);

  /** The memory of a request and its entries in all maps, not counting its {@link Replies}. */
  private static final int REQUEST_BYTES = 2_048;

  /** The memory of one query in the index. */
  private static final int QUERY_BYTES = 320;

  private static final long LIFE_NS = TimeUnit.SECONDS.toNanos(2);

  private final LocalAs local;
  private final RequestLimits limits;
  private final ServerMetrics metrics;
  private final Arrivals<PendingRequest> all;
  private final Groups<Awaited, PendingRequest> byAwaited = new Groups<>();
  private final FairBuffer<Source, PendingRequest> buffer;
  private final Groups<Source, PendingRequest> bySource = new Groups<>();
  private final Groups<PendingKey, PendingRequest> byKey = new Groups<>();
  private final Map<Place, PendingRequest> byPlace = new HashMap<>();
  private final WakeIndex index = new WakeIndex();
  private long arrivals;

  /** The identity of a pending request: the AS for which the request waits, and its requester. */
  private record Place(Awaited awaited, Requester requester) {}

  /**
   * @param local the local AS
   * @param bytes the maximum total memory of all pending requests, in bytes
   */
  PendingRequests(
      LocalAs local, RequestLimits limits, long bytes, Clock clock, ServerMetrics metrics) {
    this.local = local;
    this.limits = limits;
    this.metrics = metrics;
    this.all = new Arrivals<>(clock, LIFE_NS);
    this.buffer = new FairBuffer<>(limits.pending(), bytes);
  }

  /**
   * Adds a request, replacing an earlier one from the same requester that is kept pending for the
   * same AS.
   *
   * @param asked the queries of its resolution
   * @param answered whether the request has been answered in part. If so, the next retry,
   *     regardless of its reason, answers the request again and ends it, as in the original
   */
  synchronized void add(
      SegmentRequest request,
      IsdAs on,
      MessageOrigin origin,
      Replies replies,
      AskedQueries asked,
      boolean answered) {
    dropExpired();
    Awaited awaited = new Awaited(on, request.sibra());
    Place place = new Place(awaited, origin.from());
    Source source = origin.from().source();
    PendingRequest repeated = byPlace.get(place);
    if (repeated != null) {
      end(repeated, WaitEnd.REPEATED);
    }
    if (byAwaited.size(awaited) >= limits.pendingPerDestination()) {
      end(byAwaited.oldest(awaited), WaitEnd.DISPLACED);
    }
    if (bySource.size(source) >= limits.pendingPerSource()) {
      end(bySource.oldest(source), WaitEnd.DISPLACED);
    }
    PendingKey pendingKey = PendingKey.of(request, local);
    PendingRequest one =
        new PendingRequest(arrivals++, request, pendingKey, awaited, origin, replies);
    all.add(one);
    byPlace.put(place, one);
    byAwaited.add(awaited, one);
    bySource.add(source, one);
    byKey.add(pendingKey, one);
    index.put(pendingKey, asked.queries(), answered || asked.anyAtLimit());
    long size = REQUEST_BYTES + replies.memoryBytes() + (long) QUERY_BYTES * asked.queries().size();
    buffer.add(one, source, size).forEach(gone -> end(gone, WaitEnd.DISPLACED));
  }

  /**
   * Updates the queries of a key after a retry that found nothing, if requests are still pending.
   */
  synchronized void retried(PendingKey pendingKey, AskedQueries asked) {
    if (byKey.has(pendingKey)) {
      index.put(pendingKey, asked.queries(), asked.anyAtLimit());
    }
  }

  /** Removes and returns the requests with the key, oldest first. */
  synchronized List<PendingRequest> take(PendingKey pendingKey) {
    dropExpired();
    List<PendingRequest> taken = byKey.of(pendingKey);
    taken.forEach(one -> end(one, WaitEnd.ANSWERED));
    return taken;
  }

  /**
   * {@return the keys of the requests that a segment may help answer}
   *
   * @param ends the segment's type and its first and last AS
   */
  synchronized Set<PendingKey> wokenBy(SegmentQuery ends) {
    return index.wokenBy(ends);
  }

  /** {@return the keys of the requests that any change may answer} */
  synchronized Set<PendingKey> wokenByAll() {
    return index.wokenByAll();
  }

  /** {@return the keys of all requests} */
  synchronized List<PendingKey> questions() {
    dropExpired();
    return byKey.keys();
  }

  /** {@return the number of pending requests} */
  synchronized int size() {
    dropExpired();
    return all.size();
  }

  /** {@return all requests, oldest first} */
  synchronized List<PendingRequest> requests() {
    dropExpired();
    return all.all();
  }

  private void dropExpired() {
    all.expired().forEach(one -> end(one, WaitEnd.EXPIRED));
  }

  private void end(PendingRequest one, WaitEnd how) {
    metrics.pendingEnded(how);
    log.debug("Removed a pending request for {}: {} {}", one.awaited(), how.label(), one.origin());
    all.remove(one);
    buffer.remove(one);
    byPlace.remove(new Place(one.awaited(), one.origin().from()));
    byAwaited.remove(one.awaited(), one);
    bySource.remove(one.origin().from().source(), one);
    if (byKey.remove(one.pendingKey(), one)) {
      index.remove(one.pendingKey());
    }
  }
}
