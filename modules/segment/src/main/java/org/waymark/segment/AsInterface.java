package org.waymark.segment;

import java.util.Comparator;

/**
 * An interface of an AS: one end of a link. The order is that of the ISD-AS, then of the id.
 *
 * @param id as the AS numbers it; 0 names none
 */
public record AsInterface(IsdAs ia, long id) implements Comparable<AsInterface> {
  private static final Comparator<AsInterface> ORDER =
      Comparator.comparing(AsInterface::ia).thenComparing(AsInterface::id, Long::compareUnsigned);

  @Override
  public int compareTo(AsInterface other) {
    return ORDER.compare(this, other);
  }

  /** {@return the interface as people write it, {@code 1-11#5}} */
  @Override
  public String toString() {
    return ia + "#" + Long.toUnsignedString(id);
  }
}
