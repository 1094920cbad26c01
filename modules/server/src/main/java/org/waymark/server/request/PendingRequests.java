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
 * Requests that wait for an answer (PROTOCOL 6.4): each less than 2 s, so many per (destination,
 * sibra) with one per requester there, so many per source, and so many and so many bytes in all.
 * The oldest of what is full goes first, in all the oldest of a source that has more than its
 * share, and each that goes unanswered is counted.
 *
 * <p>A request that is pending on two ASes waits twice, and is answered for each, as in the
 * original.
 *
 * <p>Safe for use by several threads.
 */
final class PendingRequests {
  private static final Logger log = LoggerFactory.getLogger(PendingRequests.class);

  /** A request with its entries in all the maps here, without the way back. */
  private static final int REQUEST_BYTES = 2_048;

  /** A query that a segment may wake its question by. */
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

  /** There is one for a requester and what it is pending on. */
  private record Place(Awaited awaited, Requester requester) {}

  /**
   * @param local the local AS
   * @param bytes of memory that the requests may take together
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
   * Keeps a request in place of one of the same requester that is pending on the same.
   *
   * @param asked by its resolution
   * @param answered whether some of what it asks for was found: the next retry, whatever causes it,
   *     answers it again and ends it, as in the original
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

  /** Says what the last retry of a question asked; nothing when nobody waits for it any more. */
  synchronized void retried(PendingKey pendingKey, AskedQueries asked) {
    if (byKey.has(pendingKey)) {
      index.put(pendingKey, asked.queries(), asked.anyAtLimit());
    }
  }

  /** Removes and returns those that ask the question, the oldest first. */
  synchronized List<PendingRequest> take(PendingKey pendingKey) {
    dropExpired();
    List<PendingRequest> taken = byKey.of(pendingKey);
    taken.forEach(one -> end(one, WaitEnd.ANSWERED));
    return taken;
  }

  /**
   * {@return the questions that a segment may answer}
   *
   * @param ends its type and its first and last AS
   */
  synchronized Set<PendingKey> wokenBy(SegmentQuery ends) {
    return index.wokenBy(ends);
  }

  /** {@return the questions that anything may answer} */
  synchronized Set<PendingKey> wokenByAll() {
    return index.wokenByAll();
  }

  /** {@return all questions} */
  synchronized List<PendingKey> questions() {
    dropExpired();
    return byKey.keys();
  }

  /** {@return how many requests there are} */
  synchronized int size() {
    dropExpired();
    return all.size();
  }

  /** {@return the requests, the oldest first} */
  synchronized List<PendingRequest> requests() {
    dropExpired();
    return all.all();
  }

  private void dropExpired() {
    all.expired().forEach(one -> end(one, WaitEnd.EXPIRED));
  }

  private void end(PendingRequest one, WaitEnd how) {
    metrics.pendingEnded(how);
    log.debug("{} is no longer pending on {}: {}", one.origin(), one.awaited(), how.label());
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
