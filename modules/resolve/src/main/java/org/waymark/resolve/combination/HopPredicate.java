package org.waymark.resolve.combination;

/**
 * What one hop of a path should be like; 0 anywhere means any.
 *
 * @param either whether {@code in} may be the interface on either side, and {@code out} is not
 *     looked at
 */
record HopPredicate(int isd, long as, long in, long out, boolean either) {
  boolean matches(PathHop hop) {
    return (isd == 0 || isd == hop.ia().isd())
        && (as == 0 || as == hop.ia().as())
        && (either
            ? is(in, hop.in()) || is(in, hop.out())
            : is(in, hop.in()) && is(out, hop.out()));
  }

  private static boolean is(long wanted, long found) {
    return wanted == 0 || wanted == found;
  }
}
