package org.waymark.server.request;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Predicate;
import org.waymark.resolve.NextStep;
import org.waymark.resolve.Resolution;
import org.waymark.server.message.Replies;
import org.waymark.store.view.ReadView;
import org.waymark.store.view.StateMark;
import org.waymark.wire.control.FramedPayload;
import org.waymark.wire.control.ReplyTemplate;
import org.waymark.wire.message.ControlPayload;
import org.waymark.wire.message.SegmentRecord;
import org.waymark.wire.message.SegmentReply;
import org.waymark.wire.message.SegmentRequest;

/**
 * Encoded answers that still hold, for requests that are made again and again. An answer depends on
 * the request, the state of the store, the clock, and the entries held in memory. It is therefore
 * used only
 *
 * <ul>
 *   <li>until the next commit, whatever that changes, and never after another store has taken over;
 *   <li>until the first end of a segment, block or report that the resolution looked at, and not
 *       before the time of the resolution, should the clock go back;
 *   <li>while nothing is held. No answer is kept whose resolution met a held entry.
 * </ul>
 *
 * No answer is kept whose resolution met a revocation or depended on the grace period of a TRC,
 * because these also begin and end with time.
 *
 * <p>Bounded by the bytes of the answers and their segments. Safe for use by several threads.
 */
final class KeptAnswers {
  private static final long MAX_BYTES = 32 << 20;
  private static final int OBJECTS_BYTES = 512;

  private static final int ASKED_SLOT_BITS = 12;

  private final Predicate<StateMark> isCurrent;

  /** For each hash of a request, the last such request. */
  private final AtomicReferenceArray<Key> asked = new AtomicReferenceArray<>(1 << ASKED_SLOT_BITS);

  private final Cache<Key, Answer> answers =
      Caffeine.newBuilder()
          .maximumWeight(MAX_BYTES)
          .weigher((Key key, Answer answer) -> Math.toIntExact(answer.memoryBytes))
          .executor(Runnable::run)
          .build();

  /**
   * The fields of a request as numbers, which are compared for every request. Replies to ids with
   * zeros in other places have other bytes in other places.
   */
  private record Key(long src, long dst, boolean sibra, boolean cacheOnly, int nonZeroBytes) {
    static Key of(SegmentRequest request, long requestId) {
      return new Key(
          request.src().value(),
          request.dst().value(),
          request.sibra(),
          request.cacheOnly(),
          ReplyTemplate.nonZeroBytes(requestId));
    }
  }

  /**
   * @param isCurrent tests whether the store is still at a state
   */
  KeptAnswers(Predicate<StateMark> isCurrent) {
    this.isCurrent = isCurrent;
  }

  /**
   * An answer that has been sent.
   *
   * @param next the next step of the resolution
   * @param mostBytes the upper bound of the size of the answer for the budget of a source
   */
  record Answer(
      Validity validity,
      NextStep next,
      SegmentReply reply,
      ReplyTemplate template,
      long mostBytes,
      long memoryBytes) {
    /** {@return the reply to a request with the id} */
    FramedPayload to(long requestId) {
      return new FramedPayload(new ControlPayload(reply, requestId), template.with(requestId));
    }
  }

  /**
   * Finds an answer that still holds. Nothing may be held in memory.
   *
   * @param nowMs the time in Unix milliseconds
   * @throws org.waymark.store.row.StoreException if the store cannot be read
   */
  Optional<Answer> find(SegmentRequest request, long requestId, long nowMs, Replies replies) {
    Answer answer = answers.getIfPresent(Key.of(request, requestId));
    return answer != null
            && answer.validity.includes(nowMs)
            && answer.template.size() <= replies.maxRoutedBytes()
            && isCurrent.test(answer.validity.state)
        ? Optional.of(answer)
        : Optional.empty();
  }

  /**
   * The state and the times for which a resolution holds.
   *
   * @param sinceMs the time of the resolution, in Unix milliseconds
   * @param untilMs the first millisecond at which the resolution may be different
   */
  record Validity(StateMark state, long sinceMs, long untilMs) {
    private boolean includes(long nowMs) {
      return sinceMs <= nowMs && nowMs < untilMs;
    }

    /**
     * Reads the validity of a resolution from the view that it used.
     *
     * @param asked the queries of the resolution
     * @return empty if its answer must not be kept
     */
    static Optional<Validity> of(ReadView view, AskedQueries asked, long nowMs) {
      long untilMs = view.clockChangeMs();
      return asked.anyRevocation() || untilMs <= nowMs
          ? Optional.empty()
          : view.mark().map(state -> new Validity(state, nowMs, untilMs));
    }
  }

  /**
   * Keeps the whole answer to a request, unless it is the first such request. With very many
   * destinations, few answers would be found again before they are displaced.
   */
  void keep(Validity validity, Resolution resolution, FramedPayload framed) {
    ControlPayload payload = framed.payload();
    if (!(payload.message() instanceof SegmentReply reply)) {
      throw new IllegalArgumentException("not a reply: " + payload.message().messageType());
    }
    Key key = Key.of(reply.request(), payload.requestId());
    int slot = key.hashCode() * 0x9e37_79b9 >>> Integer.SIZE - ASKED_SLOT_BITS;
    if (!key.equals(asked.getAndSet(slot, key))) {
      return;
    }
    ReplyTemplate.of(framed.bytes(), payload.requestId())
        .ifPresent(
            template ->
                answers.put(
                    key,
                    new Answer(
                        validity,
                        resolution.next(),
                        reply,
                        template,
                        ReplyTruncation.bytes(resolution),
                        OBJECTS_BYTES + framed.bytes().memoryBytes() + memoryBytes(reply))));
  }

  private static long memoryBytes(SegmentReply reply) {
    long bytes = 0;
    for (SegmentRecord record : reply.records().records()) {
      bytes += record.memoryBytes();
    }
    return bytes;
  }
}
