package org.waymark.server.settings;

/**
 * Limits on revocations.
 *
 * @param identities revocations per (IA, interface, epoch) and tree root
 * @param interfaces revoked interfaces per IA and epoch
 * @param unproven revocations that wait for a segment that they match
 */
public record RevocationLimits(int identities, int interfaces, int unproven) {
  public static final RevocationLimits DEFAULT = new RevocationLimits(2, 256, 10_000);
}
