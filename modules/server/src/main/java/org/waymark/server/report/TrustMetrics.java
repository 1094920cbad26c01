package org.waymark.server.report;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.waymark.wire.event.TrustKind;

/** The counters of a path server for TRCs and chains. Safe for use by several threads. */
public final class TrustMetrics {
  private final MeterRegistry registry;
  private final Counter sent;
  private final Counter unsent;
  private final Counter passedOn;

  /** Registers the counters. */
  public TrustMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.sent = registry.counter("waymark.trust.requests.sent");
    this.unsent = registry.counter("waymark.trust.requests.unsent");
    this.passedOn = registry.counter("waymark.trust.passed.on");
  }

  /** Counts the result of handling a request for a TRC or chain. */
  public void asked(TrustRequestResult result) {
    registry.counter("waymark.trust.asked", "result", result.label()).increment();
  }

  /** Counts a received TRC or chain that was not rejected. */
  public void received(TrustKind kind, TrustReceipt outcome) {
    received(kind, outcome, "");
  }

  /**
   * Counts a rejected TRC or chain.
   *
   * @param reason the text of the reason, which comes from an enum of the class that rejected the
   *     TRC or chain
   */
  public void refused(TrustKind kind, String reason) {
    received(kind, TrustReceipt.REFUSED, reason);
  }

  private void received(TrustKind kind, TrustReceipt outcome, String reason) {
    registry
        .counter(
            "waymark.trust.received",
            "kind",
            kind.text(),
            "outcome",
            outcome.label(),
            "reason",
            reason)
        .increment();
  }

  /** Counts a request sent for a TRC or chain. */
  public void requestSent() {
    sent.increment();
  }

  /** Counts a request for a TRC or chain that was not sent because a budget was exhausted. */
  public void requestUnsent() {
    unsent.increment();
  }

  /** Counts a TRC or chain passed on to the certificate server. */
  public void passedOn() {
    passedOn.increment();
  }

  /**
   * Counts a parked segment that was dropped.
   *
   * @param reason displaced or timeout
   */
  public void parkedDropped(DropReason reason) {
    registry.counter("waymark.trust.parked.dropped", "reason", reason.label()).increment();
  }

  /** Counts a TRC or chain that was kept for later but then evicted from the full buffer. */
  public void earlyDropped() {
    registry.counter("waymark.trust.early.dropped").increment();
  }
}
