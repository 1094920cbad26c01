package org.waymark.server.request;

import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.resolve.LocalAs;
import org.waymark.resolve.SegmentSource;
import org.waymark.resolve.Ways;
import org.waymark.runtime.Clock;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.server.message.Destination;
import org.waymark.server.message.MessageOrigin;
import org.waymark.server.message.Outbound;
import org.waymark.server.message.RequestIds;
import org.waymark.server.replay.ServingStore;
import org.waymark.server.report.ServerMetrics;
import org.waymark.server.room.RoomContent;
import org.waymark.server.room.WaitingRoom;
import org.waymark.store.ReadView;
import org.waymark.store.StoreException;
import org.waymark.wire.message.ControlPayload;
import org.waymark.wire.message.SegmentRequest;

/**
 * Sends requests on as they are, flags kept, under a request id of their own (spec 4, 6): to the
 * nearest core AS, as the original did; to the next ones in turn while there is no answer; and once
 * more, for what is remembered.
 *
 * <p>No chain of servers asks without end: only a request that came causes one that goes, a local
 * server's goes to a core server of its ISD, that one's to a core server of the destination's ISD,
 * and there is the end. What is remembered is asked for once in so long by each of them.
 *
 * <p>Safe for use by several threads.
 */
final class Forwarding {
  private static final Logger log = LoggerFactory.getLogger(Forwarding.class);

  private final ServingStore store;
  private final WaitingRoom room;
  private final Outbound outbound;
  private final RequestIds requestIds;
  private final ServerMetrics metrics;
  private final Clock clock;
  private final Ways ways;
  private final AskedCoreAses asked;

  Forwarding(
      LocalAs local,
      ServingStore store,
      WaitingRoom room,
      Outbound outbound,
      RequestIds requestIds,
      ServerMetrics metrics,
      Clock clock) {
    this.store = store;
    this.room = room;
    this.outbound = outbound;
    this.requestIds = requestIds;
    this.metrics = metrics;
    this.clock = clock;
    this.ways = new Ways(local);
    this.asked = new AskedCoreAses(clock);
  }

  /**
   * Sends a request on for which nothing was found.
   *
   * @param nearest the segment over which the original would send it; ends at the own AS
   */
  void send(SegmentRequest request, MessageOrigin origin, PathSegment nearest) {
    if (request.sibra()) {
      // No segment is a SIBRA one: nobody has an answer, so nobody asks another for it.
      send(request, origin, nearest, "sent on");
      return;
    }
    IsdAs dst = request.dst();
    AskedCoreAses.Inquiry inquiry = asked.inquiry(dst);
    PathSegment over = isOver(nearest, inquiry) ? nearest : way(dst, inquiry).orElse(nearest);
    if (inquiry.turn() == AskedCoreAses.Turn.NEXT) {
      metrics.askedNextCoreAs();
    }
    asked.asked(dst, inquiry, over.firstIa());
    send(request, origin, over, "sent on");
  }

  /** As long as the nearest one has its turn, it is whichever is nearest now, as in spec 6. */
  private static boolean isOver(PathSegment nearest, AskedCoreAses.Inquiry inquiry) {
    return switch (inquiry.turn()) {
      case FIRST -> true;
      case SAME -> inquiry.asked().size() == 1;
      case NEXT -> !inquiry.asked().contains(nearest.firstIa());
    };
  }

  /** Sends a request on that waited for a segment, over the one that came. */
  void release(SegmentRequest request, MessageOrigin origin, PathSegment over) {
    if (!request.sibra()) {
      asked.asked(request.dst(), asked.inquiry(request.dst()), over.firstIa());
    }
    send(request, origin, over, "sent on");
  }

  /**
   * Sends a request on for which something remembered was found, unless its destination was asked
   * for a short while ago, or there is no way.
   */
  void sendAgain(SegmentRequest request, MessageOrigin origin) {
    IsdAs dst = request.dst();
    Optional<AskedCoreAses.Inquiry> again = asked.again(dst);
    if (again.isEmpty()) {
      return;
    }
    Optional<PathSegment> over = way(dst, again.get());
    if (over.isEmpty()) {
      log.debug("{} found what is remembered, and there is no way to ask for it again", origin);
      return;
    }
    metrics.askedAgain();
    asked.asked(dst, again.get(), over.get().firstIa());
    send(request, origin, over.get(), "answered, and asked again:");
  }

  /** {@return the way to whom the inquiry says, or to the nearest} */
  private Optional<PathSegment> way(IsdAs dst, AskedCoreAses.Inquiry inquiry) {
    RoomContent held = room.content();
    try (ReadView view = store.view()) {
      SegmentSource source = held.over(view);
      long nowMs = clock.wallMs();
      Optional<PathSegment> way =
          switch (inquiry.turn()) {
            case FIRST -> Optional.empty();
            case SAME -> ways.toCoreAs(inquiry.asked().getLast(), source, nowMs);
            case NEXT -> ways.toAsk(dst, inquiry.asked(), source, nowMs);
          };
      return way.or(() -> ways.toAsk(dst, source, nowMs));
    } catch (StoreException unavailable) {
      metrics.fault("forward");
      log.error("no way to ask for {} can be found: {}", dst, unavailable.getMessage());
      return Optional.empty();
    }
  }

  /** A request for the destination has been answered. */
  void answered(IsdAs dst) {
    asked.answered(dst);
  }

  /** Somebody replied with segments for the destination. */
  void replied(IsdAs dst) {
    asked.replied(dst);
  }

  private void send(SegmentRequest request, MessageOrigin origin, PathSegment over, String how) {
    ControlPayload payload = requestIds.payload(request);
    outbound.send(payload, new Destination.PathService(over));
    metrics.forwarded();
    log.debug(
        "{} {} to {} over {} as {}",
        origin,
        how,
        over.firstIa(),
        over,
        Long.toHexString(payload.requestId()));
  }
}
