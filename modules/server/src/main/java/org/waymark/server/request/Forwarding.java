package org.waymark.server.request;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.resolve.LocalAs;
import org.waymark.resolve.Routes;
import org.waymark.resolve.SegmentSource;
import org.waymark.runtime.Clock;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.server.message.Destination;
import org.waymark.server.message.MessageOrigin;
import org.waymark.server.message.Outbound;
import org.waymark.server.message.RequestIds;
import org.waymark.server.outage.OutageBuffer;
import org.waymark.server.outage.OutageContent;
import org.waymark.server.replay.ServingStore;
import org.waymark.server.report.FaultPlace;
import org.waymark.server.report.ServerMetrics;
import org.waymark.store.row.StoreException;
import org.waymark.store.view.ReadView;
import org.waymark.wire.message.ControlPayload;
import org.waymark.wire.message.SegmentRequest;

/**
 * Sends requests on as they are, flags kept, under a request id of their own (PROTOCOL 4, 6): to
 * the nearest core AS, as the original did; to the next ones in turn while there is no answer; and
 * in rounds to several of them once there is one, since each core AS answers with what leads to
 * itself and what is remembered grows old.
 *
 * <p>No chain of servers asks without end: only a request that came causes others that go, a local
 * server's go to core servers of its ISD, theirs to core servers of the destination's ISD, and
 * there is the end. A round is bounded in number, and each server starts one per destination in so
 * long.
 *
 * <p>Safe for use by several threads.
 */
final class Forwarding {
  private static final Logger log = LoggerFactory.getLogger(Forwarding.class);

  /**
   * Of a local server: as many core ASes as UP segments start at, unless there are very many. Each
   * knows other CORE segments.
   */
  private static final int PER_ROUND_OF_LOCAL_SERVER = 16;

  /**
   * Of a core server: the nearest and one other in turn. Core ASes of one ISD tell each other their
   * DOWN segments, so that the others only know more where the core fell apart.
   */
  private static final int PER_ROUND_OF_CORE_SERVER = 2;

  private final ServingStore store;
  private final OutageBuffer outage;
  private final Outbound outbound;
  private final RequestIds requestIds;
  private final ServerMetrics metrics;
  private final Clock clock;
  private final Routes routes;
  private final AskedCoreAses asked;

  Forwarding(
      LocalAs local,
      ServingStore store,
      OutageBuffer outage,
      Outbound outbound,
      RequestIds requestIds,
      ServerMetrics metrics,
      Clock clock) {
    this.store = store;
    this.outage = outage;
    this.outbound = outbound;
    this.requestIds = requestIds;
    this.metrics = metrics;
    this.clock = clock;
    this.routes = new Routes(local);
    this.asked =
        new AskedCoreAses(
            local.core() ? PER_ROUND_OF_CORE_SERVER : PER_ROUND_OF_LOCAL_SERVER, clock);
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

  /** As long as the nearest one has its turn, it is whichever is nearest now, as in PROTOCOL 6. */
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
   * Sends a request on for which something was found, to several core ASes at once, unless that was
   * done a short while ago.
   */
  void sendRound(SegmentRequest request, MessageOrigin origin) {
    IsdAs dst = request.dst();
    if (!asked.isRoundDue(dst)) {
      return;
    }
    List<PathSegment> routes =
        read(dst, source -> this.routes.allToAsk(dst, source, clock.wallMs()), List.of());
    List<IsdAs> round = asked.round(dst, routes.stream().map(PathSegment::firstIa).toList());
    for (PathSegment over : routes) {
      if (round.contains(over.firstIa())) {
        metrics.askedAgain();
        send(request, origin, over, "answered, and asked again:");
      }
    }
  }

  /** {@return the way to whom the inquiry says, or to the nearest} */
  private Optional<PathSegment> way(IsdAs dst, AskedCoreAses.Inquiry inquiry) {
    return read(
        dst,
        source -> {
          long nowMs = clock.wallMs();
          Optional<PathSegment> way =
              switch (inquiry.turn()) {
                case FIRST -> Optional.empty();
                case SAME -> routes.toCoreAs(inquiry.asked().getLast(), source, nowMs);
                case NEXT -> routes.toAsk(dst, inquiry.asked(), source, nowMs);
              };
          return way.or(() -> routes.toAsk(dst, source, nowMs));
        },
        Optional.empty());
  }

  private <T> T read(IsdAs dst, Function<SegmentSource, T> reading, T unavailable) {
    OutageContent held = outage.content();
    try (ReadView view = store.view()) {
      return reading.apply(held.over(view));
    } catch (StoreException e) {
      metrics.fault(FaultPlace.FORWARD);
      log.error("no way to ask for {} can be found: {}", dst, e.getMessage());
      return unavailable;
    }
  }

  /** A request for the destination has been answered. */
  void answered(IsdAs dst) {
    asked.answered(dst);
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
