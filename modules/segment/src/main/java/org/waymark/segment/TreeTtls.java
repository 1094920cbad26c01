package org.waymark.segment;

import java.util.Map;

/**
 * The treeTTL of every AS, in seconds: exactly one is allowed for each (PROTOCOL 10), because a
 * sender who may choose it can make an old proof fit nearly every later epoch.
 *
 * @param defaultS of every AS that {@code byIa} does not name
 */
public record TreeTtls(long defaultS, Map<IsdAs, Long> byIa) {
  /** Six hours everywhere. */
  public static final TreeTtls DEFAULT = new TreeTtls(21_600, Map.of());

  private static final long MAX_S = 0xffff_ffffL;

  /**
   * @throws IllegalArgumentException when a treeTTL is 0, no multiple of 10 s, or does not fit
   *     unsigned 32 bits
   */
  public TreeTtls {
    byIa = Map.copyOf(byIa);
    check("every AS", defaultS);
    byIa.forEach((ia, ttlS) -> check(ia.toString(), ttlS));
  }

  /** {@return the same treeTTL for every AS} */
  public static TreeTtls everywhere(long ttlS) {
    return new TreeTtls(ttlS, Map.of());
  }

  /** {@return the one treeTTL allowed for the AS, in seconds} */
  public long of(IsdAs ia) {
    return byIa.getOrDefault(ia, defaultS);
  }

  /** {@return whether the revocation has the treeTTL of its AS} */
  public boolean allows(Revocation revocation) {
    return revocation.treeTtlS() == of(revocation.ia());
  }

  private static void check(String whose, long ttlS) {
    if (ttlS <= 0 || ttlS > MAX_S || ttlS % Revocation.EPOCH_S != 0) {
      throw new IllegalArgumentException(
          "the treeTTL of " + whose + " is " + ttlS + " s: it must be a multiple of 10 above 0");
    }
  }
}
