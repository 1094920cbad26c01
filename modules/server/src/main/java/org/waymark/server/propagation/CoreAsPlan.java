package org.waymark.server.propagation;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalLong;
import org.waymark.segment.IsdAs;

/**
 * The schedule for sending DOWN segments to one core AS. Each slot of {@link DownSegments} is in
 * exactly one of three queues: slots that are due now because their version is new or due for
 * repetition, newest first; slots that are due for a repetition soon after the append, by time; and
 * slots that are due for regular resending later, by time. Times are in Unix milliseconds. Not
 * thread-safe.
 */
final class CoreAsPlan {
  private final IsdAs coreAs;
  private final DownSegments segments;
  private final SendingTimes times;

  /** New versions and due repetitions, ordered by negative offset, so that the newest is first. */
  private final SlotQueue due = new SlotQueue();

  /** Versions to be repeated, ordered by time. */
  private final SlotQueue repetitions = new SlotQueue();

  /** Versions to be resent once per {@code resend} interval, ordered by time. */
  private final SlotQueue later = new SlotQueue();

  /**
   * The slots that have had their first regular transmission; later ones follow at fixed intervals.
   */
  private final BitSet hasHadTurn = new BitSet();

  /** Slots offered to a message since the last {@link #settle}. */
  private final List<Integer> offered = new ArrayList<>();

  CoreAsPlan(IsdAs coreAs, DownSegments segments, SendingTimes times) {
    this.coreAs = coreAs;
    this.segments = segments;
    this.times = times;
  }

  /** {@return the number of new or repeated versions that are due} */
  int due() {
    return due.size();
  }

  /** Makes the version in the slot due immediately. */
  void dueNow(int slot) {
    forget(slot);
    due.add(slot, -segments.version(slot).offset());
  }

  /** Schedules the version in the slot for its next regular transmission. */
  void inTurn(int slot, long nowMs) {
    forget(slot);
    waitForTurn(slot, nowMs);
  }

  private void waitForTurn(int slot, long nowMs) {
    hasHadTurn.set(slot);
    later.add(slot, times.turn(segments.version(slot).key().id(), coreAs, nowMs));
  }

  /** Removes a slot from all queues. */
  void forget(int slot) {
    due.remove(slot);
    repetitions.remove(slot);
    later.remove(slot);
    hasHadTurn.clear(slot);
  }

  /** Marks every repetition whose time has come as due. */
  void advance(long nowMs) {
    while (isReached(repetitions, nowMs)) {
      int slot = repetitions.first();
      repetitions.remove(slot);
      due.add(slot, -segments.version(slot).offset());
    }
  }

  private static boolean isReached(SlotQueue waiting, long nowMs) {
    return !waiting.isEmpty() && waiting.firstOrder() <= nowMs;
  }

  /** A message that is being filled with segment versions. */
  interface Message {
    /**
     * Adds the version in the slot to the message if it fits.
     *
     * @return the response of the message
     */
    Offer offer(int slot);
  }

  /** The response of a message to an offered version. */
  enum Offer {
    /** The version was added to the message. */
    TAKEN,
    /**
     * The version must not be sent now. Its next transmission is scheduled as if it had been sent.
     */
    PASSED_OVER,
    /** The version did not fit and must wait for the next message. */
    NO_ROOM
  }

  /**
   * Fills a message with the versions that are due: first new and repeated versions, newest first,
   * and then versions that are due for resending. Remaining space is filled with the versions that
   * are due for resending next, but not with upcoming repetitions, because copies sent in quick
   * succession tend to be lost together. An offered version is not in any of the queues until
   * {@link #settle} is called.
   */
  void fill(long nowMs, Message message) {
    boolean any = false;
    boolean capacity = true;
    while (capacity && (!due.isEmpty() || isReached(later, nowMs) || any && !later.isEmpty())) {
      SlotQueue from = due.isEmpty() ? later : due;
      int slot = from.first();
      Offer offer = message.offer(slot);
      capacity = offer != Offer.NO_ROOM;
      any |= offer == Offer.TAKEN;
      if (capacity) {
        from.remove(slot);
        offered.add(slot);
      }
    }
  }

  /** Schedules the next transmission of every offered version, whether or not it was sent. */
  void settle(long nowMs) {
    for (int slot : offered) {
      DownSegments.Version version = segments.version(slot);
      OptionalLong repetition =
          SendingTimes.repetition(version.appendedMs(), version.prolongs(), nowMs);
      if (repetition.isPresent()) {
        repetitions.add(slot, repetition.getAsLong());
      } else if (hasHadTurn.get(slot)) {
        later.add(slot, times.again(nowMs));
      } else {
        waitForTurn(slot, nowMs);
      }
    }
    offered.clear();
  }
}
