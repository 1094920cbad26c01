package org.waymark.server.propagation;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.waymark.segment.IsdAs;
import org.waymark.server.settings.PropagationSettings;

/**
 * Sends what is due at a pace: round by round one message to each core AS that has something due,
 * in one second so many to each and so many in all. When there was more, the next second begins
 * where this one ended. Not thread-safe.
 */
final class SendingRounds {
  private final PropagationSettings limits;
  private IsdAs first = IsdAs.NONE;

  /** What makes and sends messages. */
  interface Courier {
    /** {@return whether a message was sent; none is when nothing is due} */
    boolean send(IsdAs coreAs, CoreAsPlan plan);
  }

  SendingRounds(PropagationSettings limits) {
    this.limits = limits;
  }

  /** Sends what may be sent in one second, and plans what was sent for its next time. */
  void send(CoreAsPlans schedule, long nowMs, Courier courier) {
    schedule.plans().values().forEach(plan -> plan.advance(nowMs));
    List<IsdAs> served = new ArrayList<>(schedule.plans().tailMap(first).keySet());
    served.addAll(schedule.plans().headMap(first).keySet());
    int left = limits.perS();
    for (int round = 0; round < limits.perCoreAsPerS() && left > 0; round++) {
      left = send(schedule, served, left, courier);
    }
    schedule.plans().values().forEach(plan -> plan.settle(nowMs));
  }

  /** One round; {@return how many messages may still be sent} */
  private int send(CoreAsPlans schedule, List<IsdAs> served, int atMost, Courier courier) {
    int left = atMost;
    Iterator<IsdAs> each = served.iterator();
    while (each.hasNext()) {
      IsdAs coreAs = each.next();
      if (left == 0) {
        first = coreAs;
        break;
      }
      if (courier.send(coreAs, schedule.plans().get(coreAs))) {
        left--;
      } else {
        each.remove();
      }
    }
    return left;
  }
}
