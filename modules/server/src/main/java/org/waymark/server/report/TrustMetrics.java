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

  /**
   * Counts a handled request from others for a TRC or chain.
   *
   * @param result answered, unknown, budget or too-long
   */
  public void asked(String result) {
    registry.counter("waymark.trust.asked", "result", result).increment();
  }

  /**
   * Counts a received TRC or chain.
   *
   * @param outcome accepted, known, early, refused or unknown
   * @param reason the reason for a refusal, otherwise empty
   */
  public void received(TrustKind kind, String outcome, String reason) {
    registry
        .counter(
            "waymark.trust.received", "kind", kind.text(), "outcome", outcome, "reason", reason)
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
  public void parkedDropped(String reason) {
    registry.counter("waymark.trust.parked.dropped", "reason", reason).increment();
  }

  /** Counts a TRC or chain that was kept for later and then dropped from the full buffer. */
  public void earlyDropped() {
    registry.counter("waymark.trust.early.dropped").increment();
  }
}
