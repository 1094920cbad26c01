package org.waymark.resolve.combination;

import org.waymark.segment.IsdAs;

/**
 * One AS of a path.
 *
 * @param in the interface through which a packet enters; 0 at the source
 * @param out the interface through which a packet leaves; 0 at the destination
 */
public record PathHop(IsdAs ia, long in, long out) {
  /**
   * {@return a hop predicate that matches this hop, such as {@code 1-11#3,5}; a missing interface
   * is written as 0, which matches any interface}
   */
  @Override
  public String toString() {
    return ia + "#" + Long.toUnsignedString(in) + "," + Long.toUnsignedString(out);
  }
}
