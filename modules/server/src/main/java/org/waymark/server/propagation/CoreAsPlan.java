package org.waymark.server.propagation;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalLong;
import org.waymark.segment.IsdAs;

/**
 * What is to be sent to one core AS, and when. A slot of {@link DownSegments} is in exactly one of
 * three queues: due now, because it is new or repeated, newest first; to be repeated soon after its
 * append; to be sent again later on, in the order of time. Times are Unix milliseconds. Not
 * thread-safe.
 */
final class CoreAsPlan {
  private final IsdAs coreAs;
  private final DownSegments segments;
  private final SendingTimes times;

  /** By the negative offset: the newest is the first. */
  private final SlotQueue due = new SlotQueue();

  /** By time. */
  private final SlotQueue repetitions = new SlotQueue();

  /** By time. */
  private final SlotQueue later = new SlotQueue();

  /** Slots whose version was given its turn: the times after it follow from its last sending. */
  private final BitSet hasHadTurn = new BitSet();

  /** Slots offered since the last {@link #settle}. */
  private final List<Integer> offered = new ArrayList<>();

  CoreAsPlan(IsdAs coreAs, DownSegments segments, SendingTimes times) {
    this.coreAs = coreAs;
    this.segments = segments;
    this.times = times;
  }

  /** {@return how many new or repeated ones are due} */
  int due() {
    return due.size();
  }

  /** Lets the version in the slot be due now. */
  void dueNow(int slot) {
    forget(slot);
    due.add(slot, -segments.version(slot).offset());
  }

  /** Lets the version in the slot wait for its turn. */
  void inTurn(int slot, long nowMs) {
    forget(slot);
    waitForTurn(slot, nowMs);
  }

  private void waitForTurn(int slot, long nowMs) {
    hasHadTurn.set(slot);
    later.add(slot, times.turn(segments.version(slot).key().id(), coreAs, nowMs));
  }

  /** Takes a slot out of the plan. */
  void forget(int slot) {
    due.remove(slot);
    repetitions.remove(slot);
    later.remove(slot);
    hasHadTurn.clear(slot);
  }

  /** Finds out which repetitions have fallen due. */
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

  /** A message that is being put together. */
  interface Message {
    /** {@return what became of the version in the slot} */
    Offer offer(int slot);
  }

  /** What a message does with what it is offered. */
  enum Offer {
    /** It is in the message. */
    TAKEN,
    /** It is not to be sent now: it is planned as if it had been. */
    PASSED_OVER,
    /** It has to wait for the next message. */
    NO_ROOM
  }

  /**
   * Offers a message what is due: what is new or repeated, newest first, then what is to be sent
   * again. One with room takes along what is due next of the latter. What is repeated soon is not
   * taken along: copies that go together are lost together. What was offered is in no queue until
   * {@link #settle}.
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

  /** Gives what was offered, be it sent or not, its next time. */
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
