package org.waymark.server.settings;

/**
 * Memory limits in bytes, one for each kind of waiting work. They are needed in addition to the
 * limits on numbers, because a small datagram can unpack to a thousand times its size.
 *
 * @param queued records and texts that wait for verification
 * @param verified segments whose registration is in progress
 * @param unproven revocations that wait for a segment that they match
 * @param pending pending requests, including the means to reply to their senders
 * @param released newly arrived segments over which waiting requests can be sent
 * @param parked segments that wait for TRCs and chains
 * @param open messages with several segments, some of which have no outcome yet
 */
public record MemoryLimits(
    long queued,
    long verified,
    long unproven,
    long pending,
    long released,
    long parked,
    long open) {
  public static final MemoryLimits DEFAULT =
      new MemoryLimits(32 << 20, 32 << 20, 32 << 20, 64 << 20, 8 << 20, 16 << 20, 16 << 20);
}
