package org.waymark.server.request;

import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.log.Topic;
import org.waymark.resolve.NextStep;
import org.waymark.resolve.Resolution;
import org.waymark.resolve.Resolver;
import org.waymark.runtime.Clock;
import org.waymark.runtime.FaultHandler;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentType;
import org.waymark.server.context.ServerContext;
import org.waymark.server.message.MessageOrigin;
import org.waymark.server.message.Replies;
import org.waymark.server.message.Source;
import org.waymark.server.outage.OutageBuffer;
import org.waymark.server.outage.OutageContent;
import org.waymark.server.outcome.RefusalCause;
import org.waymark.server.registration.VerifiedListener;
import org.waymark.server.replay.AppliedListener;
import org.waymark.server.replay.Readiness;
import org.waymark.server.replay.ServingStore;
import org.waymark.server.report.LogLines;
import org.waymark.server.report.ServerMetrics;
import org.waymark.server.settings.ServerSettings;
import org.waymark.store.apply.Applied;
import org.waymark.store.row.StoreException;
import org.waymark.store.view.ReadView;
import org.waymark.wire.message.SegmentRecord;
import org.waymark.wire.message.SegmentRequest;

/**
 * Answers path requests (PROTOCOL 6): at once from the store, or within 2 s from what comes
 * meanwhile, whichever replica it came to. What is not found is asked of others, and what was found
 * because others were asked is asked for again now and then. There is no reply when nothing is
 * found, and none before the store is complete: half an answer would be believed.
 *
 * <p>Safe for use by several threads. New requests are answered on the caller's thread, pending
 * ones on the executor and on the threads that verify.
 */
public final class RequestHandler implements VerifiedListener, AppliedListener {
  private static final Logger log = LoggerFactory.getLogger(RequestHandler.class);
  private static final long RETRY_EVERY_MS = 1_000;

  private final ServerSettings settings;
  private final ServingStore store;
  private final OutageBuffer outage;
  private final Resolver resolver;
  private final Readiness readiness;
  private final Executor executor;
  private final ServerMetrics metrics;
  private final Clock clock;
  private final LogLines lines;
  private final FaultHandler faults;
  private final PendingRequests pending;
  private final WaitingTargets waiting;
  private final ReplySender replySender;
  private final Forwarding forwarding;
  private final Retries retries;

  /**
   * The workers of the context do what records and timers cause; if they reject it, it is delayed
   * by a second.
   */
  public RequestHandler(ServerContext context) {
    this.settings = context.settings();
    this.store = context.store();
    this.outage = context.outage();
    this.resolver = new Resolver(settings.local(), settings.maxSegments());
    this.readiness = context.readiness();
    this.executor = context.workers();
    this.metrics = context.metrics();
    this.clock = context.clock();
    this.lines = context.lines();
    this.faults = context.faults();
    this.pending =
        new PendingRequests(
            settings.local(),
            settings.limits().requests(),
            settings.limits().memory().pending(),
            clock,
            metrics);
    this.waiting = new WaitingTargets(settings.limits().requests(), clock, metrics);
    this.replySender = new ReplySender(settings.limits().requests(), outage::holds, clock, metrics);
    this.forwarding =
        new Forwarding(
            settings.local(),
            store,
            outage,
            context.outbound(),
            context.requestIds(),
            metrics,
            clock);
    this.retries = new Retries(context, resolver, pending, waiting, replySender, forwarding);
    context.timers().every(RETRY_EVERY_MS, this::retry);
  }

  /** Answers a new request, or does what may lead to an answer. */
  public void answer(SegmentRequest request, MessageOrigin origin, Replies replies) {
    if (request.dst().equals(settings.local().ia())) {
      lines.warn(log, "{} asks for the own AS: dropped", origin);
      metrics.request("own-as");
      return;
    }
    if (!readiness.hasCaughtUp()) {
      // Whatever the state is called: a log that goes away during replay leaves half a store.
      metrics.request("not-ready");
      log.debug("{} came before the store is complete: dropped", origin);
      return;
    }
    answerFromStore(request, origin, replies);
  }

  private void answerFromStore(SegmentRequest request, MessageOrigin origin, Replies replies) {
    long changes = retries.changes();
    AskedQueries asked;
    Resolution resolution;
    OutageContent held = outage.content();
    try (ReadView view = store.view()) {
      asked = new AskedQueries(held.over(view));
      resolution = resolver.resolve(request, asked, clock.wallMs());
    } catch (StoreException unavailable) {
      metrics.request("unavailable");
      log.error("{} cannot be answered: {}", origin, unavailable.getMessage());
      return;
    }
    List<IsdAs> pendingOn = resolution.next().pendingOn();
    for (IsdAs on : pendingOn) {
      log.debug("{} is pending on {}", origin, on);
      pending.add(request, on, origin, replies, asked, !resolution.isNothing());
    }
    if (resolution.isNothing()) {
      metrics.request(pendingOn.isEmpty() ? "nothing" : "pending");
      log.debug("{} found nothing for {}", origin, request.dst());
    } else {
      metrics.request(
          replySender.send(request, resolution, origin, replies) ? "answered" : "not-sent");
      forwarding.answered(request.dst());
    }
    askOthers(request, origin, resolution.next(), changes);
    if (!pendingOn.isEmpty() && retries.changes() != changes) {
      retries.passedBy(PendingKey.of(request, settings.local()));
      retryOnExecutor();
    }
  }

  /**
   * Does what a resolution says comes next.
   *
   * @param changes how many there had been before its view was taken
   */
  private void askOthers(
      SegmentRequest request, MessageOrigin origin, NextStep next, long changes) {
    switch (next) {
      case NextStep.Forward(IsdAs destination, PathSegment over) ->
          forwarding.send(request, origin, over);
      case NextStep.AwaitSegment(IsdAs destination, int isd) -> {
        log.debug("{} waits for a segment to ISD {} to be sent over", origin, isd);
        WaitingTargets.Target target = waiting.add(isd, request, origin);
        if (retries.changes() != changes) {
          sendUnlessItHasToWait(target);
        }
      }
      case NextStep.AskAgain again -> forwarding.sendRound(request, origin);
      case NextStep.Pend pend -> {
        // The log brings what other replicas are told.
      }
      case NextStep.Nothing nothing -> {
        // All that can be done has been done.
      }
    }
  }

  /**
   * A segment that came to be held since the view was taken has found nothing waiting: looks again,
   * once, as whatever comes now finds the target.
   */
  private void sendUnlessItHasToWait(WaitingTargets.Target target) {
    long changes = retries.changes();
    NextStep next;
    OutageContent held = outage.content();
    try (ReadView view = store.view()) {
      next = resolver.resolve(target.request(), held.over(view), clock.wallMs()).next();
    } catch (StoreException unavailable) {
      metrics.fault("forward");
      log.error("{} goes on waiting: {}", target.origin(), unavailable.getMessage());
      return;
    }
    if (!(next instanceof NextStep.AwaitSegment) && waiting.remove(target)) {
      askOthers(target.request(), target.origin(), next, changes);
    }
  }

  @Override
  public void applied(Topic topic, List<Applied> batch) {
    retries.applied(topic, batch);
    retryOnExecutor();
  }

  /**
   * Says that the records of a message are about to be judged: its segments answer pending requests
   * when all of them are.
   *
   * @return to be run once for each record, when it is judged or will not be
   */
  public Runnable judging(List<SegmentRecord> records, Source source) {
    if (records.size() < 2) {
      return () -> {};
    }
    OpenMessages.Message message = retries.open(records, source);
    return () -> {
      retries.judged(message);
      work();
    };
  }

  @Override
  public void verified(PathSegment segment, SegmentType type) {
    retries.verified(segment, type);
    work();
  }

  @Override
  public void settled(PathSegment segment, SegmentType type) {
    retries.settled(segment, type);
  }

  /** Retries everything, as once a second (PROTOCOL 6.4). */
  public void retry() {
    retries.everything();
    retryOnExecutor();
  }

  private void retryOnExecutor() {
    if (!retries.isDue()) {
      return;
    }
    try {
      executor.execute(this::work);
    } catch (RejectedExecutionException e) {
      // The news is kept; the next second takes it up.
      metrics.messageDropped(RefusalCause.OVERLOAD.label());
    }
  }

  private void work() {
    try {
      retries.work();
    } catch (RuntimeException e) {
      // Whoever brought the news has nothing to do with it.
      metrics.fault("retry");
      faults.fault("retrying pending requests", e);
    }
  }

  /** {@return how many segments are between their verification and their outcome} */
  public int verifiedSegments() {
    return retries.verifiedSegments();
  }

  /** {@return how many requests wait for an answer} */
  public int pending() {
    return pending.size();
  }

  /** {@return a copy of the requests that wait for an answer, in the order of arrival} */
  public List<Pending> pendingRequests() {
    return pending.requests().stream()
        .map(
            one -> new Pending(one.awaited().ia(), one.awaited().sibra(), one.origin().requestId()))
        .toList();
  }

  /**
   * A request that waits for an answer.
   *
   * @param on the destination, or an AS that a DOWN segment to it starts at
   */
  public record Pending(IsdAs on, boolean sibra, long requestId) {}

  /** {@return a copy of the ISDs for which requests wait for a segment, one for each} */
  public List<Integer> waitingFor() {
    return waiting.targets().stream().map(WaitingTargets.Target::isd).toList();
  }

  /** {@return how many requests wait for a segment to be sent over} */
  public int waiting() {
    return waiting.size();
  }
}
