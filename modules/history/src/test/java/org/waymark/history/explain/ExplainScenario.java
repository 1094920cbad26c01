package org.waymark.history.explain;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.waymark.history.Moment;
import org.waymark.history.explain.Circumstances.AuditRecord;
import org.waymark.history.explain.ScenarioLog.Line;
import org.waymark.segment.AsInterface;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.store.row.StoredSegment;
import org.waymark.wire.event.BlockSubject;
import org.waymark.wire.event.Event;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.event.Origin;
import org.waymark.wire.event.Transport;

/**
 * A random log in which a path probably lacks one stage for one reason, together with a moment and
 * what is known in addition to the log. The oracle determines which stage is really missing after
 * everything that happened.
 */
final class ExplainScenario {
  private static final int SIX_HOURS = 64;
  private static final String REPLICA = "replica-1";

  private final Random random;
  private final ScenarioLog log = new ScenarioLog();
  private final Stage stage;
  private final Reason reason;
  private final boolean isSourceCore;
  private final boolean isDestinationCore;
  private final List<AuditRecord> audit = new ArrayList<>();
  private Optional<Line> beside = Optional.empty();

  ExplainScenario(long seed, Stage stage, Reason reason) {
    this.random = new Random(seed);
    this.stage = stage;
    this.reason = reason;
    this.isSourceCore = stage != Stage.UP && stage != Stage.JOIN && random.nextInt(4) == 0;
    this.isDestinationCore = stage != Stage.DOWN && stage != Stage.JOIN && random.nextInt(4) == 0;
    write();
  }

  ScenarioLog log() {
    return log;
  }

  IsdAs source() {
    return ScenarioLog.ia(isSourceCore ? "1-11" : "1-14");
  }

  IsdAs destination() {
    return ScenarioLog.ia(isDestinationCore ? "1-12" : "1-16");
  }

  Optional<Line> beside() {
    return beside;
  }

  List<AuditRecord> audit() {
    return audit;
  }

  /** {@return the moment after the last step, or that after an earlier one} */
  Moment moment() {
    int next = random.nextInt(4) == 0 ? random.nextInt(log.steps().size() + 1) : log.steps().size();
    long fromMs = next == 0 ? ScenarioLog.START_MS : log.steps().get(next - 1).timeMs();
    long toMs = next == log.steps().size() ? log.nowMs() : log.steps().get(next).timeMs();
    return new Moment(
        next, random.nextBoolean() ? toMs : fromMs + random.nextLong(toMs - fromMs + 1));
  }

  Circumstances circumstances() {
    Optional<List<StoredSegment>> one =
        beside.map(
            line ->
                List.of(log.beside(line, reason == Reason.NOT_APPLIED ? log.steps().size() : -1)));
    return new Circumstances(
        Optional.of(REPLICA),
        Optional.empty(),
        Optional.of(audit),
        reason == Reason.NOT_APPLIED ? one : Optional.empty(),
        reason == Reason.HELD ? one : Optional.empty(),
        List.of());
  }

  private void write() {
    noise();
    List<Stage> present = new ArrayList<>(List.of(Stage.UP, Stage.DOWN, Stage.CORE));
    present.remove(stage);
    for (Stage one : present) {
      if (stage == Stage.JOIN) {
        continue;
      }
      log.register(any(one), SIX_HOURS);
      noise();
    }
    happen();
    noise();
    if (random.nextInt(3) == 0) {
      log.advance(random.nextInt(30_000));
    }
  }

  private Line any(Stage one) {
    return switch (one) {
      case UP -> random.nextInt(12) == 0 ? ScenarioLog.UPS.get(2) : one(ScenarioLog.UPS, 2);
      case DOWN -> one(ScenarioLog.DOWNS, 2);
      case CORE -> one(ScenarioLog.CORES, 2);
      case REPLICA, JOIN -> throw new IllegalArgumentException(one.toString());
    };
  }

  private Line one(List<Line> lines, int of) {
    return lines.get(random.nextInt(of));
  }

  private AsInterface interfaceOf(Line line) {
    return line.interfaces().get(random.nextInt(line.interfaces().size()));
  }

  private void happen() {
    if (stage == Stage.JOIN) {
      join();
      return;
    }
    if (stage == Stage.REPLICA) {
      log.register(any(Stage.UP), SIX_HOURS);
      audit(new EventBody.ReplicaStarted("3", 1, ""), Origin.SELF);
      log.advance(1_000);
      audit(new EventBody.ReplicaStopped("test"), Origin.SELF);
      if (random.nextInt(4) == 0) {
        audit(new EventBody.ReplicaStarted("3", 1, ""), Origin.SELF);
      }
      log.advance(1_000);
      log.garbage();
      return;
    }
    Line line = any(stage);
    if (random.nextInt(3) == 0) {
      earlierLife(line);
    }
    switch (reason) {
      case NEVER_REGISTERED -> {}
      case EXPIRED -> {
        log.register(line, random.nextInt(3));
        log.advance(1_100_000);
        log.garbage();
      }
      case REVOKED -> {
        log.register(line, random.nextBoolean() ? SIX_HOURS : 3);
        log.advance(random.nextInt(60_000));
        log.revoke(interfaceOf(line));
        log.advance(random.nextInt(20_000));
      }
      case KILLED_ON_ARRIVAL -> {
        log.revoke(interfaceOf(line));
        log.advance(random.nextInt(2_000));
        log.register(line, SIX_HOURS);
        log.advance(random.nextInt(20_000));
      }
      case QUARANTINED -> {
        boolean isAhead = random.nextBoolean();
        log.register(line, log.nowMs() / 1_000 + (isAhead ? 900 : -3_000), isAhead ? 64 : 1, false);
      }
      case REFUSED ->
          audit(
              new EventBody.RegistrationRefused(ByteString.EMPTY, 0, "signature-invalid", 1),
              new Origin(
                  Transport.SCION_UDP,
                  switch (stage) {
                    case UP -> ScenarioLog.ia("1-14");
                    case DOWN -> ScenarioLog.ia("1-16");
                    default -> ScenarioLog.ia("1-11");
                  },
                  ByteString.EMPTY));
      case BLOCKED -> {
        log.register(line, SIX_HOURS);
        log.advance(random.nextInt(10_000));
        log.block(subject(line), log.nowMs() + 1_000_000);
      }
      case INTERFACE_DOWN -> {
        log.register(line, SIX_HOURS);
        log.reportDown(interfaceOf(line), log.nowMs() + 500_000);
      }
      case NOT_CORE -> {
        log.register(line, SIX_HOURS);
        log.advance(1_000);
        log.dropCore(line.first());
        log.advance(1_000);
        log.garbage();
      }
      case NOT_APPLIED, HELD -> beside = Optional.of(line);
      case NOT_RUNNING, NOT_READY, STALE, DIVERGED, NOT_JOINABLE ->
          throw new IllegalArgumentException(reason.toString());
    }
  }

  private void earlierLife(Line line) {
    switch (random.nextInt(3)) {
      case 0 -> {
        log.register(line, 0);
        log.advance(400_000);
      }
      case 1 -> {
        log.register(line, 1);
        log.revoke(interfaceOf(line));
        log.advance(15_000);
      }
      default -> log.register(line, log.nowMs() / 1_000 + 700, 1, false);
    }
  }

  private void join() {
    if (reason == Reason.NOT_JOINABLE) {
      log.register(ScenarioLog.BROKEN_UP, SIX_HOURS);
      log.register(any(Stage.DOWN), SIX_HOURS);
      log.register(any(Stage.CORE), SIX_HOURS);
      return;
    }
    log.register(ScenarioLog.UPS.getFirst(), log.nowMs() / 1_000, SIX_HOURS, true);
    log.advance(random.nextInt(5_000));
    log.register(ScenarioLog.DOWNS.getFirst(), log.nowMs() / 1_000, SIX_HOURS, true);
    log.advance(random.nextInt(5_000));
    log.revoke(AsInterface.parse(random.nextBoolean() ? "1-13#9" : "1-15#9"));
    if (random.nextInt(4) == 0) {
      log.advance(random.nextInt(10_000));
      log.revoke(AsInterface.parse(random.nextBoolean() ? "1-13#9" : "1-15#9"));
    }
    log.advance(random.nextInt(3_000));
  }

  private void audit(EventBody.Audit body, Origin origin) {
    audit.add(
        new AuditRecord(
            audit.size(),
            log.nowMs(),
            new Event(Event.NEWEST_SCHEMA, List.of(), REPLICA, origin, 0, body)));
  }

  private BlockSubject subject(Line line) {
    AsInterface end = interfaceOf(line);
    return switch (random.nextInt(3)) {
      case 0 -> new BlockSubject.OfAs(line.last());
      case 1 -> new BlockSubject.OfInterface(end.ia(), end.id());
      default -> new BlockSubject.OfSegment(log.beside(line, 0).segment().id());
    };
  }

  /** Adds records that rarely matter. */
  private void noise() {
    for (int i = random.nextInt(4); i > 0; i--) {
      log.advance(random.nextInt(3_000));
      switch (random.nextInt(7)) {
        case 0 -> log.tick();
        case 1 -> log.garbage();
        case 2 -> log.revoke(AsInterface.parse("1-17#1"));
        case 3 -> log.reportDown(AsInterface.parse("1-12#6"), log.nowMs() + 100_000);
        case 4 -> log.block(new BlockSubject.OfAs(ScenarioLog.ia("1-17")), log.nowMs() + 100_000);
        case 5 -> {
          BlockSubject subject = new BlockSubject.OfAs(ScenarioLog.ia("1-13"));
          log.block(subject, log.nowMs() + 100_000);
          log.block(subject, log.nowMs());
        }
        default -> log.register(ScenarioLog.UPS.get(1), log.nowMs() / 1_000 - 7_200, 1, false);
      }
    }
  }
}
