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
 * Forwards requests unchanged, with the same flags but a new request id (PROTOCOL 4, 6): first to
 * the nearest core AS, as the original server did, and then to the next core ASes in turn as long
 * as there is no answer. Once there is an answer, requests are sent in rounds to several core ASes,
 * because each one answers with the segments that lead to itself, and stored segments expire.
 *
 * <p>Forwarding cannot loop, because a local server forwards only received requests, and only to
 * core servers of its ISD. The core servers forward requests only to core servers of the
 * destination's ISD, where the chain ends. The size of a round and the rate of rounds per
 * destination are bounded.
 *
 * <p>Safe for use by several threads.
 */
final class Forwarding {
  private static final Logger log = LoggerFactory.getLogger(Forwarding.class);

  /**
   * The number of core ASes that a local server queries in a round. This usually covers all core
   * ASes where UP segments start, because each of them stores different CORE segments.
   */
  private static final int PER_ROUND_OF_LOCAL_SERVER = 16;

  /**
   * The number of core ASes that a core server queries in a round: the nearest one, and one of the
   * others in turn. Core ASes of one ISD send each other their DOWN segments, so the other core
   * ASes have additional segments only if the core is partitioned.
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
   * Forwards a request for which no segment was found.
   *
   * @param nearest the segment over which the original server would send the request; ends at the
   *     local AS
   */
  void send(SegmentRequest request, MessageOrigin origin, PathSegment nearest) {
    if (request.sibra()) {
      // There are no SIBRA segments, so no other core AS would have an answer.
      send(request, origin, nearest, "Forwarded");
      return;
    }
    IsdAs dst = request.dst();
    AskedCoreAses.Inquiry inquiry = asked.inquiry(dst);
    PathSegment over = isOver(nearest, inquiry) ? nearest : way(dst, inquiry).orElse(nearest);
    if (inquiry.turn() == AskedCoreAses.Turn.NEXT) {
      metrics.askedNextCoreAs();
    }
    asked.asked(dst, inquiry, over.firstIa());
    send(request, origin, over, "Forwarded");
  }

  /**
   * Tests whether the request can be sent over the nearest segment. When it is the nearest core
   * AS's turn, "nearest" is determined at that time, as in PROTOCOL 6.
   */
  private static boolean isOver(PathSegment nearest, AskedCoreAses.Inquiry inquiry) {
    return switch (inquiry.turn()) {
      case FIRST -> true;
      case SAME -> inquiry.asked().size() == 1;
      case NEXT -> !inquiry.asked().contains(nearest.firstIa());
    };
  }

  /** Forwards a request that was waiting for a segment, over the segment that has arrived. */
  void release(SegmentRequest request, MessageOrigin origin, PathSegment over) {
    if (!request.sibra()) {
      asked.asked(request.dst(), asked.inquiry(request.dst()), over.firstIa());
    }
    send(request, origin, over, "Forwarded");
  }

  /**
   * Forwards a request for which segments were found to several core ASes at once, unless a round
   * was started recently.
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
        send(request, origin, over, "Answered, and forwarded as well,");
      }
    }
  }

  /**
   * {@return a segment that leads to the core AS named by the inquiry, or else to the nearest core
   * AS}
   */
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
      log.error("Could not find a core AS to query for {}: {}", dst, e.getMessage());
      return unavailable;
    }
  }

  /** Records that a request for the destination has been answered. */
  void answered(IsdAs dst) {
    asked.answered(dst);
  }

  private void send(SegmentRequest request, MessageOrigin origin, PathSegment over, String how) {
    ControlPayload payload = requestIds.payload(request);
    outbound.send(payload, new Destination.PathService(over));
    metrics.forwarded();
    log.debug(
        "{} a request to {} over {}, with request id {} {}",
        how,
        over.firstIa(),
        over,
        Long.toHexString(payload.requestId()),
        origin);
  }
}
