package org.waymark.server.propagation;

import java.util.OptionalLong;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentId;

/**
 * When a version is sent to a core AS (ARCHITECTURE, Propagation): some times soon after its
 * append, because datagrams are lost, then for ever once in {@code resend}.
 *
 * <p>All of it follows from state and clock alone, so that a new holder of the lease goes on where
 * the old one was. Times are Unix milliseconds.
 */
final class SendingTimes {
  /** After the append, in milliseconds; the first sending, at 0, is no repetition. */
  private static final long[] REPETITIONS = {5_000, 20_000, 60_000};

  private static final long[] REPETITIONS_OF_PROLONGING = {20_000};

  /** A repetition that falls due sooner than this after a sending adds nothing to it. */
  private static final long SAME_SENDING_MS = 2_000;

  /** The version of a path that is younger is sent at once by a new holder. */
  private static final long YOUNG_MS = 120_000;

  private static final long MS_PER_S = 1_000;

  private final long resendMs;

  /**
   * @param resendS seconds between two sendings of one version, later on
   */
  SendingTimes(int resendS) {
    this.resendMs = resendS * MS_PER_S;
  }

  /**
   * {@return when a version that is sent now is repeated, if it is new enough for that}
   *
   * @param prolongs whether it differs from the version before it in nothing but how long it lasts
   */
  static OptionalLong repetition(long appendedMs, boolean prolongs, long nowMs) {
    for (long afterMs : prolongs ? REPETITIONS_OF_PROLONGING : REPETITIONS) {
      if (appendedMs + afterMs > nowMs + SAME_SENDING_MS) {
        return OptionalLong.of(appendedMs + afterMs);
      }
    }
    return OptionalLong.empty();
  }

  /** {@return whether a new holder sends the version at once} */
  static boolean isYoung(long appendedMs, long nowMs) {
    return nowMs - appendedMs < YOUNG_MS;
  }

  /** {@return when a version that is sent now, later on, is sent again} */
  long again(long nowMs) {
    return nowMs + resendMs;
  }

  /**
   * {@return the next time that is this path's turn for this core AS: one second of each {@code
   * resend}, the same for every replica and drawn so that paths appended together spread}
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
