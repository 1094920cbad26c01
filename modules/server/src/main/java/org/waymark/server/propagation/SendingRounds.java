package org.waymark.server.propagation;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.waymark.segment.IsdAs;
import org.waymark.server.settings.PropagationSettings;

/**
 * Sends messages at a limited rate. Each round sends one message to every core AS for which
 * something is due, until the limits per second, for each core AS and in total, are reached. If
 * more is due, the next second continues with the next core AS. Not thread-safe.
 */
final class SendingRounds {
  private final PropagationSettings limits;
  private IsdAs first = IsdAs.NONE;

  /** Creates and sends messages. */
  interface Courier {
    /**
     * Sends one message to the core AS.
     *
     * @return false if nothing was due
     */
    boolean send(IsdAs coreAs, CoreAsPlan plan);
  }

  SendingRounds(PropagationSettings limits) {
    this.limits = limits;
  }

  /**
   * Sends as many messages as the limits for one second allow, and schedules the next
   * transmissions.
   */
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

  /**
   * Sends one round of messages.
   *
   * @return how many more messages may be sent
   */
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
