package org.waymark.server.report;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.waymark.wire.event.TrustKind;

/** The counters of what a path server does for trust material. Safe for use by several threads. */
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

  /** A request of others for a TRC or chain was handled. */
  public void asked(TrustRequestResult result) {
    registry.counter("waymark.trust.asked", "result", result.label()).increment();
  }

  /** A TRC or chain was received and not refused. */
  public void received(TrustKind kind, TrustReceipt outcome) {
    received(kind, outcome, "");
  }

  /**
   * A TRC or chain was refused.
   *
   * @param reason the text of the reason, which is an enum where it is found
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

  /** A TRC or chain was asked for. */
  public void requestSent() {
    sent.increment();
  }

  /** A TRC or chain would have been asked for, had there been a budget left. */
  public void requestUnsent() {
    unsent.increment();
  }

  /** A TRC or chain was passed on to the certificate server. */
  public void passedOn() {
    passedOn.increment();
  }

  /** A parked segment was given up. */
  public void parkedDropped(DropReason reason) {
    registry.counter("waymark.trust.parked.dropped", "reason", reason.label()).increment();
  }

  /** A TRC or chain that was kept for later was given up for want of room. */
  public void earlyDropped() {
    registry.counter("waymark.trust.early.dropped").increment();
  }
}
