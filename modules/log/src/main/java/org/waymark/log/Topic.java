package org.waymark.log;

/** A topic of the log. Each has one partition (ARCHITECTURE, The log). */
public enum Topic {
  /** Segments, revocations, blocks, ticks: the state. */
  EVENTS("events"),
  /** Anchors, TRCs, chains; never subject to retention. */
  TRUST("trust"),
  /**
   * Refusals, and the starts, stops and reports of replicas. These records describe the state;
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
