package org.waymark.resolve.combination;

import org.waymark.segment.IsdAs;

/**
 * An AS on the way of a path.
 *
 * @param in the interface a packet comes in by, 0 at the source
 * @param out the interface a packet goes out by, 0 at the destination
 */
public record PathHop(IsdAs ia, long in, long out) {
  /**
   * {@return the hop as a hop predicate that matches it, {@code 1-11#3,5}; in place of an interface
   * that it lacks stands 0, which matches any}
   */
  @Override
  public String toString() {
    return ia + "#" + Long.toUnsignedString(in) + "," + Long.toUnsignedString(out);
  }
}
