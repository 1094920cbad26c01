package org.waymark.server.settings;

/**
 * Memory limits in bytes, one for each kind of data that waits. They are needed in addition to the
 * limits on numbers, because a small datagram can unpack to a thousand times its size.
 *
 * @param queued for records and texts that wait for verification
 * @param verified for segments whose registration is in progress
 * @param unproven for revocations that wait for a matching segment
 * @param pending for pending requests, including the data needed to reply to their senders
 * @param released for newly arrived segments over which waiting requests can be sent
 * @param parked for segments that wait for TRCs and chains
 * @param open for messages with several segments, some of which have no outcome yet
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
