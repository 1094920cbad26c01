package org.waymark.server.report;

/** The part of a path server in which something failed unexpectedly. */
public enum FaultPlace implements MetricLabel {
  /** Handling a message. */
  MESSAGE,
  /** Appending a tick. */
  TICK,
  /** Renewing a block. */
  RENEWAL,
  /** Appending to {@code .audit}. */
  AUDIT,
  /** Publishing a checkpoint, or beginning a fold at a checkpoint. */
  CHECKPOINT,
  /** Forwarding a message. */
  FORWARD,
  /** Answering pending requests. */
  RETRY,
  /** Sending requests that were waiting for a segment. */
  RELEASE,
  /** Handling a TRC or certificate chain. */
  TRUST
}
