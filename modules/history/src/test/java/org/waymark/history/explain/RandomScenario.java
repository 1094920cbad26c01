package org.waymark.history.explain;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.waymark.history.explain.ScenarioLog.Line;
import org.waymark.segment.AsInterface;
import org.waymark.wire.event.BlockSubject;

/** Makes random logs of the small world in which paths come and go in every way. */
public final class RandomScenario {
  private static final int SIX_HOURS = 64;

  private RandomScenario() {}

  /**
   * Makes a log.
   *
   * @param often an interface that is often revoked, blocked and reported down
   */
  public static ScenarioLog of(Random random, int records, AsInterface often) {
    ScenarioLog log = new ScenarioLog();
    List<Line> lines = new ArrayList<>(ScenarioLog.UPS);
    lines.addAll(ScenarioLog.DOWNS);
    lines.addAll(ScenarioLog.CORES);
    while (log.steps().size() < records) {
      log.advance(random.nextInt(6) == 0 ? random.nextInt(300_000) : random.nextInt(8_000));
      log.lag(random.nextInt(4) == 0 ? random.nextInt(9_000) : 0);
      Line line = lines.get(random.nextInt(lines.size()));
      AsInterface end = line.interfaces().get(random.nextInt(line.interfaces().size()));
      switch (random.nextInt(16)) {
        case 0 -> log.revoke(end);
        case 1 -> log.revoke(often);
        case 2 -> log.revoke(AsInterface.parse("1-13#9"));
        case 3 ->
            log.block(subject(log, line, end, often, random), log.nowMs() + random.nextInt(90_000));
        case 4 -> log.block(subject(log, line, end, often, random), log.nowMs());
        case 5 ->
            log.reportDown(
                random.nextBoolean() ? end : often, log.nowMs() + random.nextInt(90_000));
        case 6 -> log.tick();
        case 7 -> log.garbage();
        case 8 -> {
          if (random.nextInt(6) == 0) {
            log.dropCore(line.first());
          }
        }
        default ->
            log.register(
                line,
                log.nowMs() / 1_000 - random.nextInt(300),
                new int[] {0, 0, 1, 2, SIX_HOURS}[random.nextInt(5)],
                random.nextBoolean());
      }
    }
    log.lag(0);
    return log;
  }

  private static BlockSubject subject(
      ScenarioLog log, Line line, AsInterface end, AsInterface often, Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> new BlockSubject.OfInterface(end.ia(), end.id());
      case 1 -> new BlockSubject.OfInterface(often.ia(), often.id());
      case 2 -> new BlockSubject.OfAs(line.last());
      default -> new BlockSubject.OfSegment(log.beside(line, 0).segment().id());
    };
  }
}
