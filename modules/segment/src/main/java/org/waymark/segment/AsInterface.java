package org.waymark.segment;

import java.util.Comparator;

/**
 * An interface of an AS: one end of a link. Interfaces are ordered by ISD-AS, then by id.
 *
 * @param id the number that the AS assigned to the interface; 0 means no interface
 */
public record AsInterface(IsdAs ia, long id) implements Comparable<AsInterface> {
  private static final Comparator<AsInterface> ORDER =
      Comparator.comparing(AsInterface::ia).thenComparing(AsInterface::id, Long::compareUnsigned);

  /**
   * Parses an interface written as {@code 1-11#5}.
   *
   * @throws IllegalArgumentException if the text is not an AS, a {@code #} and a number from 1 to
   *     9999
   */
  public static AsInterface parse(String text) {
    int hash = text.indexOf('#');
    if (hash < 0 || !text.substring(hash + 1).matches("[1-9][0-9]{0,3}")) {
      throw new IllegalArgumentException(
          "'" + text + "' is not an interface: write an AS and a number, like 1-11#5");
    }
    return new AsInterface(
        IsdAs.parse(text.substring(0, hash)), Long.parseLong(text.substring(hash + 1)));
  }

  @Override
  public int compareTo(AsInterface other) {
    return ORDER.compare(this, other);
  }

  /** {@return the interface in the form that {@link #parse} reads, {@code 1-11#5}} */
  @Override
  public String toString() {
    return ia + "#" + Long.toUnsignedString(id);
  }
}
