package org.waymark.server.settings;

/**
 * The rate at which DOWN segments are sent to other core ASes (ARCHITECTURE, Propagation).
 *
 * @param resendS the interval in seconds at which a version is resent to a core AS after its first
 *     repetitions
 * @param perCoreAsPerS the maximum number of messages per second to one core AS
 * @param perS the maximum number of messages per second in total
 */
public record PropagationSettings(int resendS, int perCoreAsPerS, int perS) {
  public static final PropagationSettings DEFAULT = new PropagationSettings(600, 20, 200);
}
