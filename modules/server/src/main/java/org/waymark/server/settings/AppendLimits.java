package org.waymark.server.settings;

/**
 * Limits on appends to the log.
 *
 * @param perS the maximum number of appends per second by this replica
 * @param perRegistrantAsPerS the maximum number of appends per second for messages from one AS
 * @param perSourcePerS the maximum number of appends per second for messages from one (IA, host)
 * @param refusalEventsPerS the maximum number of rejections written to {@code .audit} per second;
 *     the rest are summarized
 */
public record AppendLimits(
    int perS, int perRegistrantAsPerS, int perSourcePerS, int refusalEventsPerS) {
  public static final AppendLimits DEFAULT = new AppendLimits(2_000, 200, 100, 20);
}
