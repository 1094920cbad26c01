package org.waymark.faults.process;

/**
 * The progress that a replica reports.
 *
 * @param state the state, in the form that {@code waymark status} prints
 */
public record Standing(String state, Folded events, Folded trust) {
  /**
   * The progress of applying a topic.
   *
   * @param nextOffset the offset of the next record to apply
   * @param digest the sum of the digest at that offset, in hexadecimal
   */
  public record Folded(long nextOffset, String digest, long rows) {}
}
