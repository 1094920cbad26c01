package org.waymark.log;

/** A topic of the log. Each topic has one partition (ARCHITECTURE, The log). */
public enum Topic {
  /** The state: segments, revocations, blocks and ticks. */
  EVENTS("events"),
  /** Anchors, TRCs and chains, which are kept permanently. */
  TRUST("trust"),
  /**
   * Rejections, and the starts, stops and reports of replicas. These records describe the state;
   * apply never reads them.
   */
  AUDIT("audit");

  private final String suffix;

  Topic(String suffix) {
    this.suffix = suffix;
  }

  /** {@return the last part of the topic's name, without the dot} */
  public String suffix() {
    return suffix;
  }
}
