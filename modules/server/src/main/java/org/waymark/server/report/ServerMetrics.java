package org.waymark.server.report;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.waymark.server.outcome.Outcome;
import org.waymark.server.outcome.RefusalCause;
import org.waymark.server.outcome.RevocationOutcome;

/** The counters of a path server. Safe for use by several threads. */
public final class ServerMetrics {
  private final MeterRegistry registry;
  private final Counter answered;
  private final Counter forwarded;
  private final Counter cut;
  private final Counter propagatedMessages;
  private final Counter propagatedSegments;

  /** Registers the counters. */
  public ServerMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.answered = registry.counter("waymark.requests", "result", "answered");
    this.forwarded = registry.counter("waymark.requests.forwarded");
    this.cut = registry.counter("waymark.replies.cut");
    this.propagatedMessages = registry.counter("waymark.propagation.messages");
    this.propagatedSegments = registry.counter("waymark.propagation.segments");
  }

  /** What became of a new request. */
  public void request(String result) {
    if (result.equals("answered")) {
      answered.increment();
    } else {
      registry.counter("waymark.requests", "result", result).increment();
    }
  }

  /** A request was sent on. */
  public void forwarded() {
    forwarded.increment();
  }

  /** A pending request is no longer one: answered, repeated, displaced or expired. */
  public void pendingEnded(String how) {
    registry.counter("waymark.requests.pending.ended", "how", how).increment();
  }

  /** A request no longer waits for a segment to be sent over: sent, displaced or expired. */
  public void waitingEnded(String how) {
    registry.counter("waymark.requests.waiting.ended", "how", how).increment();
  }

  /** An answer was not sent. */
  public void replyDropped(String reason) {
    registry.counter("waymark.replies.dropped", "reason", reason).increment();
  }

  /** A reply held more than one datagram can carry. */
  public void cut() {
    cut.increment();
  }

  /** A segment was judged. */
  public void registered(Outcome outcome) {
    String reason =
        outcome instanceof Outcome.Refused(RefusalCause cause, String detail) ? cause.label() : "";
    registry
        .counter("waymark.registrations", "outcome", outcome.label(), "reason", reason)
        .increment();
  }

  /** A revocation was judged. */
  public void revoked(RevocationOutcome outcome) {
    String reason =
        outcome instanceof RevocationOutcome.Refused(RefusalCause cause, String detail)
            ? cause.label()
            : "";
    registry
        .counter("waymark.revocations", "outcome", outcome.label(), "reason", reason)
        .increment();
  }

  /** A message was dropped before it was understood or because nobody handles its type. */
  public void messageDropped(String reason) {
    registry.counter("waymark.messages.dropped", "reason", reason).increment();
  }

  /** A message with DOWN segments was sent to another core AS. */
  public void propagated(int segments) {
    propagatedMessages.increment();
    propagatedSegments.increment(segments);
  }

  /** A DOWN segment was due at another core AS and could not be sent. */
  public void notPropagated(String reason) {
    registry.counter("waymark.propagation.dropped", "reason", reason).increment();
  }

  /** A start-up file that changed under way is wrong. */
  public void startupFileRefused(String file) {
    registry.counter("waymark.startup.files.refused", "file", file).increment();
  }

  /** A refusal was not written to {@code .audit} one by one. */
  public void refusalSummedUp() {
    registry.counter("waymark.refusals.summed.up").increment();
  }

  /** A message was handed on to another AS. */
  public void forwarded(String kind) {
    registry.counter("waymark.forwarded", "kind", kind, "result", "sent").increment();
  }

  /** A message should have been handed on to another AS, and could not. */
  public void notForwarded(String kind, String reason) {
    registry.counter("waymark.forwarded", "kind", kind, "result", reason).increment();
  }

  /** Something failed that should not. */
  public void fault(String where) {
    registry.counter("waymark.faults", "where", where).increment();
  }
}
