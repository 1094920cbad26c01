package org.waymark.server.settings;

/**
 * Limits on registrations.
 *
 * @param perPair the maximum number of live segments per (first, last) AS
 * @param perLastAs the maximum number of live segments per last AS
 * @param queuedRecords the maximum number of segments and revocations waiting for verification
 */
public record RegistrationLimits(int perPair, int perLastAs, int queuedRecords) {
  public static final RegistrationLimits DEFAULT = new RegistrationLimits(100, 2_000, 2_000);
}
