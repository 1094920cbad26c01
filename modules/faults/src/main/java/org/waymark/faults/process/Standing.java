package org.waymark.faults.process;

/**
 * What a replica says about itself.
 *
 * @param state the state, as {@code waymark status} prints it
 */
public record Standing(String state, Folded events, Folded trust) {
  /**
   * The progress of applying a topic.
   *
   * @param nextOffset the offset of the next record to apply
   * @param digest the sum of the digest at that offset, in hexadecimal digits
   */
  public record Folded(long nextOffset, String digest, long rows) {}
}
