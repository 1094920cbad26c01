package org.waymark.server.request;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.resolve.Resolution;
import org.waymark.runtime.Clock;
import org.waymark.runtime.KeyedBudgets;
import org.waymark.server.message.MessageOrigin;
import org.waymark.server.message.Replies;
import org.waymark.server.message.Source;
import org.waymark.server.report.DropReason;
import org.waymark.server.report.ServerMetrics;
import org.waymark.server.settings.RequestLimits;
import org.waymark.store.row.StoredSegment;
import org.waymark.wire.control.FramedPayload;
import org.waymark.wire.message.ControlPayload;
import org.waymark.wire.message.SegmentRecord;
import org.waymark.wire.message.SegmentRecords;
import org.waymark.wire.message.SegmentReply;
import org.waymark.wire.message.SegmentRequest;

/**
 * Sends answers (PROTOCOL 6.3), truncated to fit into a datagram. The bytes per second sent to one
 * source are limited, because sources can be forged and an answer is much larger than a request.
 *
 * <p>Safe for use by several threads.
 */
final class ReplySender {
  private static final Logger log = LoggerFactory.getLogger(ReplySender.class);

  /** The number of sources tracked at once. An evicted source starts again with a full budget. */
  private static final int MAX_SOURCES = 10_000;

  /** The minimum capacity of a budget in bytes, so that any reply can be sent. */
  private static final int LARGEST_REPLY = 1 << 16;

  private final Predicate<StoredSegment> held;
  private final KeyedBudgets<Source> budgets;
  private final ServerMetrics metrics;

  /**
   * @param held tests whether an unrecorded version is in the outage buffer
   */
  ReplySender(
      RequestLimits limits, Predicate<StoredSegment> held, Clock clock, ServerMetrics metrics) {
    int bytesPerS = limits.replyBytesPerSourcePerS();
    this.budgets =
        new KeyedBudgets<>(clock, bytesPerS, Math.max(bytesPerS, LARGEST_REPLY), MAX_SOURCES);
    this.held = held;
    this.metrics = metrics;
  }

  /**
   * Sends an answer. If the answer does not fit into a datagram or the budget is exhausted, it is
   * dropped and counted.
   *
   * @param resolution the resolution, which must not be empty
   * @return whether the answer was sent
   */
  boolean send(
      SegmentRequest request, Resolution resolution, MessageOrigin origin, Replies replies) {
    return send(request, resolution, origin, replies, whole -> {});
  }

  /**
   * Sends an answer like {@link #send(SegmentRequest, Resolution, MessageOrigin, Replies)}.
   *
   * @param whole receives the answer after it has been sent, unless it was cut
   */
  boolean send(
      SegmentRequest request,
      Resolution resolution,
      MessageOrigin origin,
      Replies replies,
      Consumer<FramedPayload> whole) {
    int maxBytes = replies.maxRoutedBytes();
    Encoded encoded = new Encoded(request, origin.requestId());
    Resolution fitting =
        ReplyTruncation.fit(
            resolution,
            request.dst(),
            maxBytes,
            candidate -> encoded.of(candidate).bytes().size() <= maxBytes);
    if (fitting != resolution) {
      metrics.cut();
      if (fitting.isNothing()) {
        log.debug(
            "Could not answer: no segment to {} fits into a datagram {}", request.dst(), origin);
        metrics.replyDropped(DropReason.TOO_LARGE);
        return false;
      }
    }
    long mostBytes = Math.min(ReplyTruncation.bytes(fitting), maxBytes);
    if (!takeBudget(mostBytes, origin)) {
      return false;
    }
    replies.send(encoded.of(fitting));
    if (fitting == resolution) {
      whole.accept(encoded.of(fitting));
    }
    if (isHeld(fitting)) {
      // The 2018 reply format cannot mark such segments.
      metrics.answeredFromOutage();
      log.debug("Answered a request for {}, using held segments {}", request.dst(), origin);
    } else {
      log.debug("Answered a request for {} {}", request.dst(), origin);
    }
    return true;
  }

  /** Sends an answer that was kept, like one that was just found. */
  boolean send(
      SegmentRequest request, KeptAnswers.Answer kept, MessageOrigin origin, Replies replies) {
    if (!takeBudget(Math.min(kept.mostBytes(), replies.maxRoutedBytes()), origin)) {
      return false;
    }
    replies.send(kept.to(origin.requestId()));
    log.debug("Answered a request for {} {}", request.dst(), origin);
    return true;
  }

  private boolean takeBudget(long bytes, MessageOrigin origin) {
    if (budgets.tryTake(origin.from().source(), bytes)) {
      return true;
    }
    log.debug("Could not answer: the budget of the requesting host is exhausted {}", origin);
    metrics.replyDropped(DropReason.BUDGET);
    return false;
  }

  /**
   * Encodes answers to one request. The last encoded answer is kept, because it is usually the one
   * that is sent.
   */
  private static final class Encoded {
    private final SegmentRequest request;
    private final long requestId;
    private Optional<Resolution> last = Optional.empty();
    private FramedPayload framed;

    private Encoded(SegmentRequest request, long requestId) {
      this.request = request;
      this.requestId = requestId;
    }

    private FramedPayload of(Resolution resolution) {
      if (last.isEmpty() || last.get() != resolution) {
        framed = FramedPayload.of(new ControlPayload(reply(request, resolution), requestId));
        last = Optional.of(resolution);
      }
      return framed;
    }
  }

  private boolean isHeld(Resolution resolution) {
    return isHeld(resolution.up()) || isHeld(resolution.core()) || isHeld(resolution.down());
  }

  private boolean isHeld(List<StoredSegment> segments) {
    for (StoredSegment one : segments) {
      if (one.offset() == StoredSegment.UNRECORDED && held.test(one)) {
        return true;
      }
    }
    return false;
  }

  private static SegmentReply reply(SegmentRequest request, Resolution resolution) {
    List<SegmentRecord> records = new ArrayList<>();
    for (List<StoredSegment> segments :
        List.of(resolution.up(), resolution.core(), resolution.down())) {
      for (StoredSegment stored : segments) {
        records.add(SegmentRecord.of(stored.type(), stored.segment()));
      }
    }
    return new SegmentReply(request, SegmentRecords.of(records, resolution.revocations()));
  }
}
