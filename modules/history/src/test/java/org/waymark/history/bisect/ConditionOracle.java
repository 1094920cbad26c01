package org.waymark.history.bisect;

import java.util.ArrayList;
import java.util.List;
import org.waymark.history.Moment;
import org.waymark.history.QueryBounds;
import org.waymark.history.explain.Circumstances;
import org.waymark.history.explain.Explanation;
import org.waymark.history.explain.ScenarioLog;
import org.waymark.history.explain.ScenarioLog.Recorded;
import org.waymark.history.explain.ScenarioLog.Step;
import org.waymark.segment.AsInterface;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentKey;
import org.waymark.store.history.HistoryView;
import org.waymark.store.view.ReadView;
import org.waymark.wire.event.BlockSubject;

/** Evaluates conditions at single moments. */
public final class ConditionOracle {
  private ConditionOracle() {}

  /** {@return every instant at which something can end or begin without a record, in order} */
  public static List<Long> ends(ScenarioLog log) {
    List<Long> ends = new ArrayList<>();
    for (Recorded recorded : log.steps()) {
      switch (recorded.step()) {
        case Step.Registered step -> ends.add(step.made().endMs());
        case Step.Revoked step -> ends.add(step.expiryMs());
        case Step.Blocked step -> ends.add(step.endMs());
        case Step.ReportedDown step -> ends.add(step.endMs());
        case Step.Ticked step -> {}
        case Step.Garbage step -> {}
      }
    }
    log.trcs()
        .forEach(
            one -> {
              ends.add(one.timeMs());
              ends.add((one.trc().creationTimeS() + one.trc().gracePeriodS() + 1) * 1_000);
            });
    return ends.stream().sorted().distinct().toList();
  }

  /** {@return whether the condition holds, evaluated at the moment alone} */
  public static boolean holds(
      ScenarioLog log, HistoryView history, Condition condition, Moment moment) {
    return switch (condition) {
      case Condition.PathExists(IsdAs source, IsdAs destination) ->
          explain(history, moment, source, destination).works();
      case Condition.PathsBelow(IsdAs source, IsdAs destination, int number) ->
          explain(history, moment, source, destination).paths() < number;
      case Condition.SegmentLive(List<SegmentKey> keys) -> {
        try (ReadView view = history.asOf(moment.next(), moment.clockMs())) {
          yield keys.stream().anyMatch(key -> view.live(key, moment.clockMs()).isPresent());
        }
      }
      case Condition.InterfaceUsable(AsInterface end) -> isUsable(log, end, moment);
    };
  }

  private static Explanation explain(
      HistoryView history, Moment moment, IsdAs source, IsdAs destination) {
    return Explanation.of(
        history, moment, source, destination, Circumstances.UNKNOWN, QueryBounds.of(1));
  }

  private static boolean isUsable(ScenarioLog log, AsInterface end, Moment moment) {
    boolean isBlocked = false;
    boolean isAsBlocked = false;
    boolean isDown = false;
    boolean isRevoked = false;
    for (Recorded recorded : log.steps().subList(0, (int) moment.next())) {
      switch (recorded.step()) {
        case Step.Revoked(AsInterface one, long expiryMs) when one.equals(end) ->
            isRevoked |= expiryMs > moment.clockMs();
        case Step.Blocked(BlockSubject subject, long endMs)
            when subject.equals(new BlockSubject.OfInterface(end.ia(), end.id())) ->
            isBlocked = endMs > moment.clockMs();
        case Step.Blocked(BlockSubject subject, long endMs)
            when subject.equals(new BlockSubject.OfAs(end.ia())) ->
            isAsBlocked = endMs > moment.clockMs();
        case Step.ReportedDown(AsInterface one, long endMs) when one.equals(end) ->
            isDown |= endMs > moment.clockMs();
        default -> {}
      }
    }
    return !isBlocked && !isAsBlocked && !isDown && !isRevoked;
  }
}
