package org.waymark.segment;

/**
 * A 64-bit ISD-AS number, with the ISD in the upper 16 bits and the AS in the lower 48 bits
 * (PROTOCOL 1).
 *
 * <p>ISD 0 and AS 0 are wildcards: {@code 1-0} is "any core AS of ISD 1". ISD-AS numbers are
 * ordered as unsigned 64-bit numbers, which is also the order of their big-endian bytes.
 */
public record IsdAs(long value) implements Comparable<IsdAs> {
  /** The ISD-AS {@code 0-0}, which means "none" on the wire. */
  public static final IsdAs NONE = new IsdAs(0);

  private static final int AS_BITS = 48;
  private static final long MAX_AS = (1L << AS_BITS) - 1;
  private static final long MAX_DECIMAL_AS = 0xffff_ffffL;
  private static final int MAX_ISD = 0xffff;

  /**
   * Combines an ISD number and an AS number.
   *
   * @throws IllegalArgumentException if the ISD does not fit into 16 bits or the AS does not fit
   *     into 48 bits
   */
  public static IsdAs of(int isd, long as) {
    if (isd < 0 || isd > MAX_ISD) {
      throw new IllegalArgumentException("an ISD must be in 0.." + MAX_ISD + ", got " + isd);
    }
    if (as < 0 || as > MAX_AS) {
      throw new IllegalArgumentException("an AS must be in 0.." + MAX_AS + ", got " + as);
    }
    return new IsdAs((long) isd << AS_BITS | as);
  }

  /**
   * Parses an ISD-AS written as {@code 1-11} (decimal AS below 2^32) or {@code 1-ff00:0:110} (three
   * groups of up to four hexadecimal digits).
   *
   * @throws IllegalArgumentException if the text has neither form
   */
  public static IsdAs parse(String text) {
    int dash = text.indexOf('-');
    if (dash < 0) {
      throw malformed(text);
    }
    long isd = number(text, text.substring(0, dash), 10, 5);
    if (isd > MAX_ISD) {
      throw malformed(text);
    }
    return of((int) isd, parseAs(text, text.substring(dash + 1)));
  }

  /** {@return the ISD, in 0..65535} */
  public int isd() {
    return (int) (value >>> AS_BITS);
  }

  /** {@return the AS number, in 0..2^48-1} */
  public long as() {
    return value & MAX_AS;
  }

  /** {@return whether the AS is the wildcard 0} */
  public boolean isWildcard() {
    return as() == 0;
  }

  /** {@return the wildcard of this ISD, {@code I-0}} */
  public IsdAs wildcard() {
    return of(isd(), 0);
  }

  @Override
  public int compareTo(IsdAs other) {
    return Long.compareUnsigned(value, other.value);
  }

  /** {@return {@code 1-11} if the AS is below 2^32, else {@code 1-ff00:0:110}} */
  @Override
  public String toString() {
    long as = as();
    if (as <= MAX_DECIMAL_AS) {
      return isd() + "-" + as;
    }
    return "%d-%x:%x:%x".formatted(isd(), as >>> 32, as >>> 16 & 0xffff, as & 0xffff);
  }

  private static long parseAs(String text, String as) {
    String[] groups = as.split(":", -1);
    if (groups.length == 1) {
      long number = number(text, as, 10, 10);
      if (number > MAX_DECIMAL_AS) {
        throw malformed(text);
      }
      return number;
    }
    if (groups.length != 3) {
      throw malformed(text);
    }
    return number(text, groups[0], 16, 4) << 32
        | number(text, groups[1], 16, 4) << 16
        | number(text, groups[2], 16, 4);
  }

  private static long number(String text, String digits, int radix, int maxDigits) {
    if (digits.isEmpty() || digits.length() > maxDigits) {
      throw malformed(text);
    }
    for (int i = 0; i < digits.length(); i++) {
      char c = digits.charAt(i);
      if (c > 'f' || Character.digit(c, radix) < 0) {
        throw malformed(text);
      }
    }
    return Long.parseLong(digits, radix);
  }

  private static IllegalArgumentException malformed(String text) {
    return new IllegalArgumentException(
        "'" + text + "' is not an ISD-AS: write it as 1-11 or 1-ff00:0:110");
  }
}
