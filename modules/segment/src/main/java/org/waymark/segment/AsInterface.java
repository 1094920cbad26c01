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

  /**
   * {@return the interface of a text like {@code 1-11#5}}
   *
   * @throws IllegalArgumentException when it is none
   */
  public static AsInterface parse(String text) {
    int hash = text.indexOf('#');
    if (hash < 0 || !text.substring(hash + 1).matches("[1-9][0-9]{0,3}")) {
      throw new IllegalArgumentException(
          "'" + text + "' is no interface: write an AS and a number, like 1-11#5");
    }
    return new AsInterface(
        IsdAs.parse(text.substring(0, hash)), Long.parseLong(text.substring(hash + 1)));
  }

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
