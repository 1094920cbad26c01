package org.waymark.server.propagation;

import java.util.OptionalLong;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentId;

/**
 * The times at which a version is sent to a core AS (ARCHITECTURE, Propagation): a few times soon
 * after its append, because datagrams may be lost, and then once per {@code resend} interval.
 *
 * <p>The times depend only on the state and the clock, so a new lease holder continues where the
 * previous one stopped. Times are in Unix milliseconds.
 */
final class SendingTimes {
  /** Delays after the append, in milliseconds, not counting the first transmission at 0. */
  private static final long[] REPETITIONS = {5_000, 20_000, 60_000};

  private static final long[] REPETITIONS_OF_PROLONGING = {20_000};

  /**
   * The minimum time between a transmission and a repetition. A repetition that is due sooner is
   * pointless and is skipped.
   */
  private static final long SAME_SENDING_MS = 2_000;

  /** The maximum age of versions that a new holder of the lease sends at once. */
  private static final long YOUNG_MS = 120_000;

  private static final long MS_PER_S = 1_000;

  private final long resendMs;

  /**
   * @param resendS the interval in seconds at which a version is sent again after its first
   *     repetitions
   */
  SendingTimes(int resendS) {
    this.resendMs = resendS * MS_PER_S;
  }

  /**
   * {@return the time of the next repetition of a version that is sent now; empty if it is too old
   * for repetitions}
   *
   * @param prolongs whether the version differs from the previous one only in its lifetime
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
    return appendedMs > youngAfterMs(nowMs);
  }

  /**
   * {@return the time after which a version was appended if it is young, for which others are due}
   */
  static long youngAfterMs(long nowMs) {
    return nowMs - YOUNG_MS;
  }

  /**
   * {@return the time at which to resend a version that is sent now, once its first repetitions are
   * over}
   */
  long again(long nowMs) {
    return nowMs + resendMs;
  }

  /**
   * {@return the next regular time for sending this path to this core AS} The time within each
   * {@code resend} interval is derived from a hash, so it is the same on every replica, and paths
   * appended together are spread out.
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
