package org.waymark.server.settings;

/**
 * Limits on revocations.
 *
 * @param identities the maximum number of revocations per (IA, interface, epoch) and tree root
 * @param interfaces the maximum number of revoked interfaces per IA and epoch
 * @param unproven the maximum number of revocations that wait for a matching segment
 */
public record RevocationLimits(int identities, int interfaces, int unproven) {
  public static final RevocationLimits DEFAULT = new RevocationLimits(2, 256, 10_000);
}
