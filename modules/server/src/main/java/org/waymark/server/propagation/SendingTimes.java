package org.waymark.server.propagation;

import java.util.OptionalLong;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentId;

/**
 * The times at which a version is sent to a core AS (ARCHITECTURE, Propagation): a few times soon
 * after its append, because datagrams may be lost, and from then on once per {@code resend}
 * interval.
 *
 * <p>The times follow from state and clock alone, so a new holder of the lease continues where the
 * previous one stopped. Times are Unix milliseconds.
 */
final class SendingTimes {
  /** Delays after the append, in milliseconds, without the first transmission at 0. */
  private static final long[] REPETITIONS = {5_000, 20_000, 60_000};

  private static final long[] REPETITIONS_OF_PROLONGING = {20_000};

  /** A repetition due less than this after a transmission is skipped as pointless. */
  private static final long SAME_SENDING_MS = 2_000;

  /** Versions younger than this are sent at once by a new holder of the lease. */
  private static final long YOUNG_MS = 120_000;

  private static final long MS_PER_S = 1_000;

  private final long resendMs;

  /**
   * @param resendS interval in seconds at which a version is sent again, after its first
   *     repetitions
   */
  SendingTimes(int resendS) {
    this.resendMs = resendS * MS_PER_S;
  }

  /**
   * {@return when to repeat a version that is sent now; empty if it is too old for repetitions}
   *
   * @param prolongs whether it differs from the previous version only in how long it lasts
   */
  static OptionalLong repetition(long appendedMs, boolean prolongs, long nowMs) {
    for (long afterMs : prolongs ? REPETITIONS_OF_PROLONGING : REPETITIONS) {
      if (appendedMs + afterMs > nowMs + SAME_SENDING_MS) {
        return OptionalLong.of(appendedMs + afterMs);
      }
    }
    return OptionalLong.empty();
  }

  /** {@return whether a new holder of the lease sends the version at once} */
  static boolean isYoung(long appendedMs, long nowMs) {
    return nowMs - appendedMs < YOUNG_MS;
  }

  /** {@return when to send a version again that is sent now, after its first repetitions} */
  long again(long nowMs) {
    return nowMs + resendMs;
  }

  /**
   * {@return the next regular time of this path for this core AS: one second of each {@code
   * resend}, the same on every replica, derived from a hash so that paths appended together are
   * spread}
   */
  long turn(SegmentId id, IsdAs coreAs, long nowMs) {
    long turnMs = Long.remainderUnsigned(mixed(id, coreAs), resendMs / MS_PER_S) * MS_PER_S;
    return nowMs + resendMs - Math.floorMod(nowMs - turnMs, resendMs);
  }

  private static long mixed(SegmentId id, IsdAs coreAs) {
    ByteString bytes = id.bytes();
    long hash = coreAs.value() * 0x9e3779b97f4a7c15L;
    for (int i = 0; i < Long.BYTES; i++) {
      hash = Long.rotateLeft(hash, 8) ^ bytes.at(i) & 0xff;
    }
    hash = (hash ^ hash >>> 32) * 0xd6e8feb86659fd93L;
    return hash ^ hash >>> 32;
  }
}
