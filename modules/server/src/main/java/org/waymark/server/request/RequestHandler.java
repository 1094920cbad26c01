package org.waymark.server.request;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.log.Topic;
import org.waymark.resolve.NextStep;
import org.waymark.resolve.Resolution;
import org.waymark.resolve.Resolver;
import org.waymark.resolve.SegmentSource;
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
import org.waymark.server.registration.VerifiedListener;
import org.waymark.server.replay.AppliedListener;
import org.waymark.server.replay.Readiness;
import org.waymark.server.replay.ServingStore;
import org.waymark.server.report.DropReason;
import org.waymark.server.report.FaultPlace;
import org.waymark.server.report.LogLines;
import org.waymark.server.report.RequestResult;
import org.waymark.server.report.ServerMetrics;
import org.waymark.server.settings.ServerSettings;
import org.waymark.store.apply.Applied;
import org.waymark.store.row.StoreException;
import org.waymark.store.view.ReadView;
import org.waymark.wire.message.SegmentRecord;
import org.waymark.wire.message.SegmentRequest;

/**
 * Answers path requests (PROTOCOL 6) immediately from the store, or within 2 s from segments that
 * arrive at any replica in that time. A request for which nothing is found is forwarded to core
 * ASes; a request for which segments were found with their help is forwarded again from time to
 * time. No reply is sent if no segment is found or while the store is incomplete, because hosts
 * would mistake a partial answer for a complete one.
 *
 * <p>Safe for use by several threads. New requests are answered on the caller's thread, pending
 * ones on the executor and on the verification threads.
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
  private final KeptAnswers answers;

  /**
   * Starts retries on the workers of the context. If the workers reject a retry, it is delayed by a
   * second.
   */
  public RequestHandler(ServerContext context) {
    this.settings = context.settings();
    this.store = context.store();
    this.outage = context.outage();
    this.resolver = new Resolver(settings.local(), settings.answers().maxSegments());
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
    this.answers = new KeptAnswers(store::isAt);
    context.timers().every(RETRY_EVERY_MS, this::retry);
  }

  /**
   * Determines the segments that answer a request, without forwarding the request or keeping it
   * pending.
   *
   * @param source the state to read
   * @param nowMs the time in Unix milliseconds
   * @return the segments, and the next step if they do not suffice; nothing for the local AS
   */
  public Resolution resolve(SegmentRequest request, SegmentSource source, long nowMs) {
    return request.dst().equals(settings.local().ia())
        ? Resolution.NOTHING
        : resolver.resolve(request, source, nowMs);
  }

  /** Answers a new request, or forwards it and makes it pending. */
  public void answer(SegmentRequest request, MessageOrigin origin, Replies replies) {
    if (request.dst().equals(settings.local().ia())) {
      lines.warn(log, "Dropped a request for the local AS {}", origin);
      metrics.request(RequestResult.OWN_AS);
      return;
    }
    if (!readiness.hasCaughtUp()) {
      // This check applies in every state, because the store is still incomplete if the log becomes
      // unreachable during replay.
      metrics.request(RequestResult.NOT_READY);
      log.debug("Dropped a request because the store is not complete yet {}", origin);
      return;
    }
    answerFromStore(request, origin, replies);
  }

  private void answerFromStore(SegmentRequest request, MessageOrigin origin, Replies replies) {
    long changes = retries.changes();
    AskedQueries asked;
    Resolution resolution;
    Optional<KeptAnswers.Validity> validity;
    OutageContent held = outage.content();
    long nowMs = clock.wallMs();
    try {
      if (held.isEmpty()) {
        Optional<KeptAnswers.Answer> kept =
            answers.find(request, origin.requestId(), nowMs, replies);
        if (kept.isPresent()) {
          sent(replySender.send(request, kept.get(), origin, replies), request);
          askOthers(request, origin, kept.get().next(), changes);
          return;
        }
      }
      try (ReadView view = store.view()) {
        asked = new AskedQueries(held.over(view));
        resolution = resolver.resolve(request, asked, nowMs);
        validity = held.isEmpty() ? KeptAnswers.Validity.of(view, asked, nowMs) : Optional.empty();
      }
    } catch (StoreException unavailable) {
      metrics.request(RequestResult.UNAVAILABLE);
      log.error("Could not answer a request: {} {}", unavailable.getMessage(), origin);
      return;
    }
    List<IsdAs> pendingOn = resolution.next().pendingOn();
    for (IsdAs on : pendingOn) {
      log.debug("Keeping a request pending until a segment for {} arrives {}", on, origin);
      pending.add(request, on, origin, replies, asked, !resolution.isNothing());
    }
    if (resolution.isNothing()) {
      metrics.request(pendingOn.isEmpty() ? RequestResult.NOTHING : RequestResult.PENDING);
      log.debug("Found no segments for {} {}", request.dst(), origin);
    } else {
      sent(
          replySender.send(
              request,
              resolution,
              origin,
              replies,
              whole -> {
                if (pendingOn.isEmpty()) {
                  validity.ifPresent(valid -> answers.keep(valid, resolution, whole));
                }
              }),
          request);
    }
    askOthers(request, origin, resolution.next(), changes);
    if (!pendingOn.isEmpty() && retries.changes() != changes) {
      retries.passedBy(PendingKey.of(request, settings.local()));
      retryOnExecutor();
    }
  }

  private void sent(boolean answered, SegmentRequest request) {
    metrics.request(answered ? RequestResult.ANSWERED : RequestResult.NOT_SENT);
    forwarding.answered(request.dst());
  }

  /**
   * Takes the next step that a resolution requires.
   *
   * @param changes the number of changes counted before the resolution opened its view of the store
   */
  private void askOthers(
      SegmentRequest request, MessageOrigin origin, NextStep next, long changes) {
    switch (next) {
      case NextStep.Forward(IsdAs destination, PathSegment over) ->
          forwarding.send(request, origin, over);
      case NextStep.AwaitSegment(IsdAs destination, int isd) -> {
        log.debug("Waiting for a segment to ISD {} in order to forward a request {}", isd, origin);
        WaitingTargets.Target target = waiting.add(isd, request, origin);
        if (retries.changes() != changes) {
          sendUnlessItHasToWait(target);
        }
      }
      case NextStep.AskAgain again -> forwarding.sendRound(request, origin);
      case NextStep.Pend pend -> {
        // Segments received by other replicas arrive through the log.
      }
      case NextStep.Nothing nothing -> {
        // There is no other way to find segments for the request.
      }
    }
  }

  /**
   * Resolves a request again that has started to wait. A segment that arrived after the first
   * resolution opened its view may have missed the request. Later segments find the request, so
   * resolving it once more is enough.
   */
  private void sendUnlessItHasToWait(WaitingTargets.Target target) {
    long changes = retries.changes();
    NextStep next;
    OutageContent held = outage.content();
    try (ReadView view = store.view()) {
      next = resolver.resolve(target.request(), held.over(view), clock.wallMs()).next();
    } catch (StoreException unavailable) {
      metrics.fault(FaultPlace.FORWARD);
      log.error(
          "Could not forward a pending request: {} {}", unavailable.getMessage(), target.origin());
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
   * Announces that the records of a message are about to be processed. The segments of the message
   * answer pending requests only when all records have been processed.
   *
   * @return a callback to run once per record, when it has been processed or dropped
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

  /** Retries all pending requests; called once a second (PROTOCOL 6.4). */
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
      // The changes are kept until the next second.
      metrics.messageDropped(DropReason.OVERLOAD);
    }
  }

  private void work() {
    try {
      retries.work();
    } catch (RuntimeException e) {
      // If a retry is rejected, this must not become a failure of the caller, which only reported a
      // change.
      metrics.fault(FaultPlace.RETRY);
      faults.fault("Failed to retry pending requests", e);
    }
  }

  /** {@return the number of verified segments that have no outcome yet} */
  public int verifiedSegments() {
    return retries.verifiedSegments();
  }

  /** {@return the number of pending requests} */
  public int pending() {
    return pending.size();
  }

  /** {@return a copy of the pending requests, in order of arrival} */
  public List<Pending> pendingRequests() {
    return pending.requests().stream()
        .map(
            one -> new Pending(one.awaited().ia(), one.awaited().sibra(), one.origin().requestId()))
        .toList();
  }

  /**
   * A pending request.
   *
   * @param on the AS for which the request waits: the destination, or an AS where a DOWN segment to
   *     the destination starts
   */
  public record Pending(IsdAs on, boolean sibra, long requestId) {}

  /** {@return for each waiting request, the ISD to which it needs a segment} */
  public List<Integer> waitingFor() {
    return waiting.targets().stream().map(WaitingTargets.Target::isd).toList();
  }

  /** {@return the number of requests that wait for a segment over which to forward them} */
  public int waiting() {
    return waiting.size();
  }
}
