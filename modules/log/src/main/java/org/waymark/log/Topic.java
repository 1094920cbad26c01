package org.waymark.log;

/** A topic of the log, of one partition (ARCHITECTURE, The log). */
public enum Topic {
  /** Segments, revocations, blocks, ticks: the state. */
  EVENTS("events"),
  /** Anchors, TRCs, chains; never subject to retention. */
  TRUST("trust"),
  /**
   * Refusals, and replica starts, stops and reports: they describe the state; apply never reads
   * them.
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
