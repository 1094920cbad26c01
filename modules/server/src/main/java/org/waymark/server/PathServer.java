package org.waymark.server;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.runtime.FaultHandler;
import org.waymark.segment.Revocation;
import org.waymark.server.context.ServerContext;
import org.waymark.server.message.MessageOrigin;
import org.waymark.server.message.Replies;
import org.waymark.server.message.RequestIds;
import org.waymark.server.message.Requester;
import org.waymark.server.outcome.Outcome;
import org.waymark.server.outcome.RefusalCause;
import org.waymark.server.outcome.RevocationOutcome;
import org.waymark.server.registration.RegistrationHandler;
import org.waymark.server.report.DropReason;
import org.waymark.server.report.FaultPlace;
import org.waymark.server.report.LogLines;
import org.waymark.server.report.OutcomeReporter;
import org.waymark.server.report.ServerMetrics;
import org.waymark.server.report.WorkKind;
import org.waymark.server.request.RequestHandler;
import org.waymark.server.revocation.RevocationHandler;
import org.waymark.server.revocation.RevocationSource;
import org.waymark.server.token.TokenWrites;
import org.waymark.server.token.WriteResult;
import org.waymark.server.trust.ParkedSegment;
import org.waymark.server.trust.TrustHandler;
import org.waymark.server.work.Work;
import org.waymark.server.work.Workers;
import org.waymark.trust.Verification;
import org.waymark.wire.Decoded;
import org.waymark.wire.Refusal;
import org.waymark.wire.message.Beacon;
import org.waymark.wire.message.CertChainReply;
import org.waymark.wire.message.CertChainRequest;
import org.waymark.wire.message.CertIssueReply;
import org.waymark.wire.message.CertIssueRequest;
import org.waymark.wire.message.ControlPayload;
import org.waymark.wire.message.DrKey;
import org.waymark.wire.message.Extensions;
import org.waymark.wire.message.InterfaceIdMessage;
import org.waymark.wire.message.InterfaceState;
import org.waymark.wire.message.InterfaceStateInfos;
import org.waymark.wire.message.InterfaceStateRequest;
import org.waymark.wire.message.Message;
import org.waymark.wire.message.RevocationNotice;
import org.waymark.wire.message.SegmentRecord;
import org.waymark.wire.message.SegmentRecords;
import org.waymark.wire.message.SegmentRegistration;
import org.waymark.wire.message.SegmentReply;
import org.waymark.wire.message.SegmentRequest;
import org.waymark.wire.message.SegmentSync;
import org.waymark.wire.message.Sibra;
import org.waymark.wire.message.Sig;
import org.waymark.wire.message.TrcReply;
import org.waymark.wire.message.TrcRequest;
import org.waymark.wire.message.Unset;

/**
 * The entry point of a path server. It passes each decoded message to the handler for that kind of
 * message (PROTOCOL 4).
 *
 * <p>Requests are answered on the caller's thread. Anything that can lead to an append is queued
 * for the workers, as one task per record, so that the records of a message are processed
 * independently and in parallel. Safe for use by several threads.
 */
public final class PathServer {
  private static final Logger log = LoggerFactory.getLogger(PathServer.class);

  /**
   * The maximum accepted size of a revocation's proof. A nonce, two roots and 64 hashes of 32 bytes
   * take up 2,144 bytes. Revocations are not signed, and a packed revocation can unpack to a
   * thousand times its size. Without a limit, a sender could therefore control the memory that a
   * waiting revocation occupies.
   */
  private static final int MAX_PROOF_BYTES = 4_096;

  /**
   * The memory occupied by a queued task, including its origin and record but not its segment, in
   * bytes.
   */
  private static final int TASK_BYTES = 512;

  private static final String QUEUE_FULL = "too many messages are waiting to be verified";

  private final RequestHandler requests;
  private final RegistrationHandler registrations;
  private final RevocationHandler revocations;
  private final TrustHandler trust;
  private final Workers workers;
  private final OutcomeReporter reporter;
  private final LogLines lines;
  private final ServerMetrics metrics;
  private final FaultHandler faults;
  private final RequestIds requestIds;
  private final TokenWrites writes;

  PathServer(
      ServerContext context,
      RequestHandler requests,
      RegistrationHandler registrations,
      RevocationHandler revocations,
      TrustHandler trust,
      TokenWrites writes) {
    this.requests = requests;
    this.registrations = registrations;
    this.revocations = revocations;
    this.trust = trust;
    this.workers = context.workers();
    this.reporter = context.reporter();
    this.lines = context.lines();
    this.metrics = context.metrics();
    this.faults = context.faults();
    this.requestIds = context.requestIds();
    this.writes = writes;
  }

  /**
   * Handles one message. Never throws an exception; failures are counted and reported to the fault
   * handler.
   */
  public void received(ControlPayload payload, Requester from, Replies replies) {
    MessageOrigin origin = MessageOrigin.of(payload, requestId(payload), from);
    try {
      dispatch(payload.message(), origin, replies);
    } catch (RuntimeException e) {
      fault(origin, e);
    }
  }

  /**
   * Handles a revocation that came in an SCMP message (PROTOCOL 4), exactly like a revocation that
   * arrived in a message of its own. Never throws an exception; failures are counted and reported
   * to the fault handler.
   */
  public void revokedByScmp(Revocation revocation, Requester from) {
    MessageOrigin origin = new MessageOrigin(from, requestIds.fresh(), "SCMP/revoked interface");
    try {
      revoke(revocation, origin);
    } catch (RuntimeException e) {
      fault(origin, e);
    }
  }

  /**
   * Registers segments for a caller in this process, like those of a registration message.
   *
   * @param from the sender on whose behalf the segments are registered; budgets apply to it
   * @return a future for the outcome of each segment and the token of the state in which they can
   *     be read; it may complete on any thread of the server, which its dependents must not block
   */
  public CompletableFuture<WriteResult<List<Outcome>>> register(
      List<SegmentRecord> records, Requester from) {
    MessageOrigin origin = new MessageOrigin(from, requestIds.fresh(), "call/register");
    return writes.registered(
        register(SegmentRecords.of(records, List.of()), origin, Replies.NOWHERE));
  }

  /**
   * Processes a revocation for a caller in this process, like one in a message of its own.
   *
   * @param from the sender on whose behalf the revocation is processed; budgets apply to it
   * @return a future for the outcome and the token of the state in which it can be read; it may
   *     complete on any thread of the server, which its dependents must not block
   */
  public CompletableFuture<WriteResult<RevocationOutcome>> revoke(
      Revocation revocation, Requester from) {
    return writes.revoked(
        revoke(revocation, new MessageOrigin(from, requestIds.fresh(), "call/revoke")));
  }

  private void dispatch(Message message, MessageOrigin origin, Replies replies) {
    switch (message) {
      case SegmentRequest request -> {
        long startNs = metrics.nowNs();
        metrics.requested();
        requests.answer(request, origin, replies);
        metrics.requestTook(startNs);
      }
      case SegmentRegistration registration -> register(registration.records(), origin, replies);
      case SegmentSync sync -> register(sync.records(), origin, replies);
      case SegmentReply reply -> register(reply.records(), origin, replies);
      case RevocationNotice notice -> revoke(notice.revocation(), origin);
      case InterfaceStateInfos states -> {
        for (Decoded<InterfaceState> state : states.states()) {
          revokeInactive(state, origin);
        }
      }
      case TrcRequest request -> trust.answer(request, origin, replies);
      case CertChainRequest request -> trust.answer(request, origin, replies);
      case TrcReply reply -> trust.received(reply, origin, replies);
      case CertChainReply reply -> trust.received(reply, origin, replies);
      case Beacon _,
          CertIssueReply _,
          CertIssueRequest _,
          DrKey _,
          Extensions _,
          InterfaceIdMessage _,
          InterfaceStateRequest _,
          Sibra _,
          Sig _,
          Unset _ -> {
        lines.error(log, "Dropped a message of a type that path servers do not handle: {}", origin);
        metrics.messageDropped(DropReason.UNSUPPORTED);
      }
    }
  }

  private void revokeInactive(Decoded<InterfaceState> decoded, MessageOrigin origin) {
    switch (decoded) {
      case Decoded.Refused<InterfaceState>(Refusal refusal) -> refuse(refusal, origin);
      case Decoded.Accepted<InterfaceState>(InterfaceState state) -> {
        if (!state.active()) {
          state.revocation().ifPresent(one -> revoke(one, origin));
        }
      }
    }
  }

  /**
   * Registers a segment again after it has waited for trust material.
   *
   * @param displaced called if the workers' queue has no space for the segment
   */
  void registerAgain(ParkedSegment parked, Runnable displaced) {
    register(parked.record(), parked.origin(), parked.replies(), () -> {}, displaced);
  }

  private List<CompletableFuture<Outcome>> register(
      SegmentRecords records, MessageOrigin origin, Replies replies) {
    for (Decoded<Revocation> decoded : records.revocations()) {
      switch (decoded) {
        case Decoded.Refused<Revocation>(Refusal refusal) -> refuse(refusal, origin);
        case Decoded.Accepted<Revocation>(Revocation revocation) ->
            revoke(revocation, RevocationSource.SEGMENT_RECORDS, origin);
      }
    }
    Runnable judged = requests.judging(records.records(), origin.from().source());
    return records.records().stream()
        .map(record -> register(record, origin, replies, judged, judged))
        .toList();
  }

  /**
   * @param judged run as soon as only the append remains to be done
   * @param displaced run instead if the workers' queue has no space for the record
   * @return a future for the outcome, which has been reported when the future completes
   */
  private CompletableFuture<Outcome> register(
      SegmentRecord record,
      MessageOrigin origin,
      Replies replies,
      Runnable judged,
      Runnable displaced) {
    long startNs = metrics.nowNs();
    CompletableFuture<Outcome> reported = new CompletableFuture<>();
    execute(
        WorkKind.REGISTRATION,
        record.memoryBytes() + replies.memoryBytes(),
        origin,
        () -> {
          displaced.run();
          reported.complete(Outcome.refused(RefusalCause.OVERLOAD, QUEUE_FULL));
        },
        () -> {
          try {
            complete(
                reported,
                registrations
                    .register(record, origin)
                    .thenApply(
                        outcome -> {
                          metrics.registrationTook(startNs);
                          registered(record, outcome, origin, replies);
                          return outcome;
                        }),
                origin);
          } catch (RuntimeException e) {
            reported.completeExceptionally(e);
            throw e;
          } finally {
            judged.run();
          }
        });
    return reported;
  }

  private <T> void complete(
      CompletableFuture<T> reported, CompletableFuture<T> outcome, MessageOrigin origin) {
    outcome.whenComplete(
        (known, failure) -> {
          if (failure == null) {
            reported.complete(known);
          } else {
            reported.completeExceptionally(failure);
            fault(origin, failure);
          }
        });
  }

  private void registered(
      SegmentRecord record, Outcome outcome, MessageOrigin origin, Replies replies) {
    reporter.registered(record, outcome, origin);
    if (outcome instanceof Outcome.Parked(Verification.Missing missing)) {
      trust.park(record, origin, replies, missing);
    }
  }

  private CompletableFuture<RevocationOutcome> revoke(Revocation revocation, MessageOrigin origin) {
    return revoke(revocation, RevocationSource.MESSAGE, origin);
  }

  private CompletableFuture<RevocationOutcome> revoke(
      Revocation revocation, RevocationSource source, MessageOrigin origin) {
    if (revocation.proofBytes() > MAX_PROOF_BYTES) {
      RevocationOutcome tooLarge =
          new RevocationOutcome.Refused(
              RefusalCause.INVALID,
              "its proof is "
                  + revocation.proofBytes()
                  + " bytes long, but the largest possible proof is "
                  + MAX_PROOF_BYTES);
      reporter.revoked(revocation, tooLarge, origin);
      return CompletableFuture.completedFuture(tooLarge);
    }
    CompletableFuture<RevocationOutcome> reported = new CompletableFuture<>();
    execute(
        WorkKind.REVOCATION,
        revocation.memoryBytes(),
        origin,
        () -> reported.complete(new RevocationOutcome.Refused(RefusalCause.OVERLOAD, QUEUE_FULL)),
        () -> {
          try {
            complete(
                reported,
                revocations
                    .revoke(revocation, source, origin)
                    .thenApply(
                        outcome -> {
                          reporter.revoked(revocation, outcome, origin);
                          return outcome;
                        }),
                origin);
          } catch (RuntimeException e) {
            reported.completeExceptionally(e);
            throw e;
          }
        });
    return reported;
  }

  private void refuse(Refusal refusal, MessageOrigin origin) {
    reporter.undecodable(refusal.toString(), refusal.detail(), origin);
  }

  private void execute(
      WorkKind kind, long bytes, MessageOrigin origin, Runnable displaced, Runnable task) {
    workers.execute(
        new Work(
            origin.from().source(),
            TASK_BYTES + bytes,
            () -> {
              try {
                task.run();
              } catch (RuntimeException e) {
                fault(origin, e);
              }
            },
            () -> {
              metrics.displaced(kind);
              log.debug("Dropped a {} because the workers' queue is full: {}", kind, origin);
              displaced.run();
            }));
  }

  private void fault(MessageOrigin origin, Throwable failure) {
    metrics.fault(FaultPlace.MESSAGE);
    faults.fault("Failed to handle " + origin, failure);
  }

  private long requestId(ControlPayload payload) {
    return payload.requestId() == 0 ? requestIds.fresh() : payload.requestId();
  }
}
