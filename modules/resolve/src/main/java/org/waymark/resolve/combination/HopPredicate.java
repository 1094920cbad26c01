package org.waymark.resolve.combination;

/**
 * A predicate for one hop of a path. A 0 in any position matches anything.
 *
 * @param either whether {@code in} may match the interface on either side of the hop, in which case
 *     {@code out} is ignored
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
