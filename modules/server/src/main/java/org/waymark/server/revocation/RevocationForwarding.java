package org.waymark.server.revocation;

import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.resolve.LocalAs;
import org.waymark.resolve.Routes;
import org.waymark.resolve.SegmentSource;
import org.waymark.runtime.Clock;
import org.waymark.runtime.FaultHandler;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.Revocation;
import org.waymark.server.context.ServerContext;
import org.waymark.server.message.Destination;
import org.waymark.server.message.MessageOrigin;
import org.waymark.server.message.Outbound;
import org.waymark.server.message.RequestIds;
import org.waymark.server.outage.OutageBuffer;
import org.waymark.server.outage.OutageContent;
import org.waymark.server.replay.ServingStore;
import org.waymark.server.report.ForwardingResult;
import org.waymark.server.report.LogLines;
import org.waymark.server.report.ServerMetrics;
import org.waymark.server.report.WorkKind;
import org.waymark.store.view.ReadView;
import org.waymark.wire.message.RevocationNotice;

/**
 * Forwards accepted revocations to core ASes (PROTOCOL 7). The replica that received a revocation
 * forwards it once, over the remaining segments: after its record has been applied or, while the
 * log cannot be reached, when it is held. A revocation of the local AS that is not recorded ({@link
 * LocalRevocations}) is forwarded once it is proven.
 *
 * <p>Safe for use by several threads.
 */
final class RevocationForwarding {
  private static final Logger log = LoggerFactory.getLogger(RevocationForwarding.class);

  private final LocalAs local;
  private final ServingStore store;
  private final OutageBuffer outage;
  private final Outbound outbound;
  private final RequestIds requestIds;
  private final ServerMetrics metrics;
  private final LogLines lines;
  private final Clock clock;
  private final Routes routes;
  private final Executor executor;
  private final FaultHandler faults;

  RevocationForwarding(ServerContext context) {
    this.local = context.settings().local();
    this.store = context.store();
    this.outage = context.outage();
    this.outbound = context.outbound();
    this.requestIds = context.requestIds();
    this.metrics = context.metrics();
    this.lines = context.lines();
    this.clock = context.clock();
    this.routes = new Routes(local);
    this.executor = context.workers();
    this.faults = context.faults();
  }

  /**
   * Forwards a revocation that has been recorded or held, or that was proven but neither recorded
   * nor held. Does not block, because the applying thread must not wait for sending.
   */
  void accepted(Revocation revocation, MessageOrigin origin) {
    try {
      executor.execute(
          () -> {
            try {
              forward(revocation, origin);
            } catch (RuntimeException e) {
              faults.fault("Failed to forward a revocation " + origin, e);
            }
          });
    } catch (RejectedExecutionException e) {
      metrics.forwarded(WorkKind.REVOCATION, ForwardingResult.OVERLOAD);
    }
  }

  /** Sends the revocation to the core ASes that need it, if there are any. */
  private void forward(Revocation revocation, MessageOrigin origin) {
    OutageContent held = outage.content();
    try (ReadView view = store.view()) {
      SegmentSource source = held.over(view);
      if (local.core()) {
        if (concernsOtherCoreAses(revocation, origin.from().ia(), view)) {
          for (IsdAs other : routes.otherCoreAses(view.trust())) {
            send(revocation, other, routes.toCoreAs(other, source, clock.wallMs()), origin);
          }
        }
      } else if (isOwn(revocation) || !isOfLocalIsd(revocation.ia())) {
        send(
            revocation,
            IsdAs.of(local.ia().isd(), 0),
            routes.toCore(source, clock.wallMs()),
            origin);
      }
    }
  }

  /**
   * Decides whether to forward to the other core ASes. A core AS does so unless it received the
   * revocation from another core AS.
   */
  private boolean concernsOtherCoreAses(Revocation revocation, IsdAs sender, ReadView view) {
    return isOwn(revocation)
        || !view.trust().isCore(sender)
        || (sender.equals(local.ia()) && !isOfLocalIsd(revocation.ia()));
  }

  private boolean isOwn(Revocation revocation) {
    return revocation.ia().equals(local.ia());
  }

  private boolean isOfLocalIsd(IsdAs ia) {
    return ia.isd() == local.ia().isd();
  }

  private void send(
      Revocation revocation, IsdAs to, Optional<PathSegment> way, MessageOrigin origin) {
    if (way.isEmpty()) {
      metrics.forwarded(WorkKind.REVOCATION, ForwardingResult.NO_SEGMENT);
      lines.warn(
          log, "Could not forward a revocation to {}: no segment leads to that AS {}", to, origin);
      return;
    }
    outbound.send(
        requestIds.payload(new RevocationNotice(revocation)),
        new Destination.PathService(way.get()));
    metrics.forwarded(WorkKind.REVOCATION, ForwardingResult.SENT);
  }
}
