package org.waymark.server.settings;

/**
 * The capacity of the outage buffer (ARCHITECTURE, While Kafka is away).
 *
 * @param entries the maximum number of segments and revocations
 * @param bytes the maximum memory that they may occupy
 */
public record OutageLimits(int entries, int bytes) {
  public static final OutageLimits DEFAULT = new OutageLimits(20_000, 64 << 20);
}
