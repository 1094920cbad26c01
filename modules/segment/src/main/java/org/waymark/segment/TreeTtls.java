package org.waymark.segment;

import java.util.Map;

/**
 * The only treeTTL that is allowed for each AS, in seconds. If senders could choose the treeTTL,
 * they could make an old proof valid in almost every later epoch (PROTOCOL 10).
 *
 * @param defaultS the treeTTL of every AS that is not in {@code byIa}
 */
public record TreeTtls(long defaultS, Map<IsdAs, Long> byIa) {
  /** A treeTTL of six hours for every AS. */
  public static final TreeTtls DEFAULT = new TreeTtls(21_600, Map.of());

  private static final long MAX_S = 0xffff_ffffL;

  /**
   * @throws IllegalArgumentException if a treeTTL is 0, is not a multiple of 10 s, or does not fit
   *     into 32 unsigned bits
   */
  public TreeTtls {
    byIa = Map.copyOf(byIa);
    check("every AS", defaultS);
    byIa.forEach((ia, ttlS) -> check(ia.toString(), ttlS));
  }

  /** {@return a table with the same treeTTL for every AS} */
  public static TreeTtls everywhere(long ttlS) {
    return new TreeTtls(ttlS, Map.of());
  }

  /** {@return the only treeTTL that is allowed for the AS, in seconds} */
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
          "the treeTTL of " + whose + " must be a positive multiple of 10 s, got " + ttlS + " s");
    }
  }
}
