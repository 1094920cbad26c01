package org.waymark.history.explain;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
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
  /**
   * What a path probably lacks.
   *
   * @param reason why; if empty, nothing is missing, but only a shortcut or a peer link joins the
   *     segments
   */
  record Aim(Stage stage, Optional<Reason> reason) {
    @Override
    public String toString() {
      return stage + " " + reason.map(Reason::toString).orElse("works");
    }
  }

  private static final int SIX_HOURS = 64;
  private static final String REPLICA = "replica-1";
  private static final String OTHER_REPLICA = "replica-2";
  private static final EventBody.Audit STARTED = new EventBody.ReplicaStarted("3", 1, "");
  private static final EventBody.Audit STOPPED = new EventBody.ReplicaStopped("test");

  private final Random random;
  private final ScenarioLog log = new ScenarioLog();
  private final Stage stage;
  private final Optional<Reason> reason;
  private final boolean isShortcut;
  private final Optional<Standing> standing;
  private final boolean isSourceCore;
  private final boolean isDestinationCore;
  private final List<AuditRecord> audit = new ArrayList<>();
  private Optional<Line> beside = Optional.empty();

  ExplainScenario(long seed, Aim aim) {
    // The first numbers of generators with neighbouring seeds are nearly the same.
    this.random = new Random(new SplittableRandom(seed).nextLong());
    this.stage = aim.stage();
    this.reason = aim.reason();
    this.isShortcut = reason.isEmpty() && random.nextBoolean();
    this.isSourceCore =
        stage != Stage.UP
            && stage != Stage.JOIN
            && !isAbout(Reason.NOT_FETCHED)
            && random.nextInt(4) == 0;
    this.isDestinationCore = stage != Stage.DOWN && stage != Stage.JOIN && random.nextInt(4) == 0;
    this.standing = standing();
    write();
    if (isAbout(Reason.NOT_FETCHED)) {
      log.own(source());
    } else if (random.nextBoolean()) {
      log.own(ScenarioLog.ia("1-11"));
    }
  }

  private Optional<Standing> standing() {
    List<Reason> ofStanding = List.of(Reason.NOT_READY, Reason.STALE, Reason.DIVERGED);
    if (reason.isPresent() && ofStanding.contains(reason.get())) {
      return Optional.of(new Standing(Standing.State.valueOf(reason.get().name()), "is tested"));
    }
    return switch (random.nextInt(8)) {
      case 0 -> Optional.of(new Standing(Standing.State.READY, ""));
      case 1 -> Optional.of(new Standing(Standing.State.STALE, "its log is away"));
      case 2 -> Optional.of(new Standing(Standing.State.DIVERGED, "its store is another"));
      default -> Optional.empty();
    };
  }

  ScenarioLog log() {
    return log;
  }

  IsdAs source() {
    return ScenarioLog.ia(isSourceCore ? "1-11" : "1-14");
  }

  IsdAs destination() {
    String leaf = isShortcut ? "1-18" : "1-16";
    return ScenarioLog.ia(isDestinationCore ? "1-12" : leaf);
  }

  Optional<Line> beside() {
    return beside;
  }

  /**
   * {@return the records of {@code .audit} that a log would give for a moment: up to its time, or
   * up to the next record of {@code .events} if it was asked for by offset}
   */
  List<AuditRecord> audit(Moment moment) {
    boolean isLast = moment.next() == log.steps().size();
    long untilMs = isLast ? log.nowMs() : log.steps().get(Math.toIntExact(moment.next())).timeMs();
    return audit.stream()
        .filter(record -> !moment.isOffset() || record.recordTimeMs() <= untilMs)
        .toList();
  }

  /**
   * {@return the moment after the last step, or that after an earlier one; some are asked for by
   * offset}
   */
  Moment moment() {
    int next = random.nextInt(4) == 0 ? random.nextInt(log.steps().size() + 1) : log.steps().size();
    long fromMs = next == 0 ? ScenarioLog.START_MS : log.steps().get(next - 1).timeMs();
    if (random.nextInt(4) == 0) {
      return new Moment(next, fromMs, true);
    }
    long toMs = next == log.steps().size() ? log.nowMs() : log.steps().get(next).timeMs();
    return new Moment(
        next, random.nextBoolean() ? toMs : fromMs + random.nextLong(toMs - fromMs + 1));
  }

  Circumstances circumstances(Moment moment) {
    Optional<List<StoredSegment>> one =
        beside.map(
            line ->
                List.of(log.beside(line, isAbout(Reason.NOT_APPLIED) ? log.steps().size() : -1)));
    return new Circumstances(
        Optional.of(REPLICA),
        standing,
        Optional.of(audit(moment)),
        isAbout(Reason.NOT_APPLIED) ? one : Optional.empty(),
        isAbout(Reason.HELD) ? one : Optional.empty(),
        List.of());
  }

  private boolean isAbout(Reason one) {
    return reason.equals(Optional.of(one));
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
      audit(REPLICA, STARTED, Origin.SELF);
      log.advance(1_000);
      if (isAbout(Reason.NOT_RUNNING) || random.nextInt(4) == 0) {
        audit(REPLICA, STOPPED, Origin.SELF);
        if (random.nextInt(4) == 0) {
          audit(REPLICA, STARTED, Origin.SELF);
        }
      }
      if (random.nextBoolean()) {
        audit(OTHER_REPLICA, random.nextBoolean() ? STARTED : STOPPED, Origin.SELF);
      }
      log.advance(1_000);
      log.garbage();
      return;
    }
    Line line = any(stage);
    if (random.nextInt(3) == 0) {
      earlierLife(line);
    }
    switch (reason.orElseThrow()) {
      case NEVER_REGISTERED, NOT_FETCHED -> {}
      case STALE, DIVERGED -> {
        if (random.nextBoolean()) {
          log.register(line, 0);
          log.advance(400_000);
          log.garbage();
        }
      }
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
      case REFUSED -> {
        String registrant =
            switch (stage) {
              case UP -> "1-14";
              case DOWN -> "1-16";
              default -> "1-11";
            };
        for (int i = random.nextInt(3); i >= 0; i--) {
          log.advance(random.nextInt(1_000));
          refuse(random.nextInt(3) == 0 ? "1-17" : registrant);
        }
      }
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
      case NOT_RUNNING, NOT_READY, NOT_JOINABLE ->
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
    if (isAbout(Reason.NOT_JOINABLE)) {
      log.register(ScenarioLog.BROKEN_UP, SIX_HOURS);
      log.register(any(Stage.DOWN), SIX_HOURS);
      log.register(any(Stage.CORE), SIX_HOURS);
      return;
    }
    log.register(ScenarioLog.UPS.getFirst(), log.nowMs() / 1_000, SIX_HOURS, true);
    log.advance(random.nextInt(5_000));
    Line down = isShortcut ? ScenarioLog.SHORTCUT_DOWN : ScenarioLog.DOWNS.getFirst();
    log.register(down, log.nowMs() / 1_000, SIX_HOURS, true);
    log.advance(random.nextInt(5_000));
    if (reason.isEmpty()) {
      return;
    }
    log.revoke(AsInterface.parse(random.nextBoolean() ? "1-13#9" : "1-15#9"));
    if (random.nextInt(4) == 0) {
      log.advance(random.nextInt(10_000));
      log.revoke(AsInterface.parse(random.nextBoolean() ? "1-13#9" : "1-15#9"));
    }
    log.advance(random.nextInt(3_000));
  }

  private void refuse(String registrant) {
    audit(
        REPLICA,
        new EventBody.RegistrationRefused(ByteString.EMPTY, 0, "signature-invalid", 1),
        new Origin(Transport.SCION_UDP, ScenarioLog.ia(registrant), ByteString.EMPTY));
  }

  private void audit(String writer, EventBody.Audit body, Origin origin) {
    audit.add(
        new AuditRecord(
            audit.size(),
            log.nowMs(),
            new Event(Event.NEWEST_SCHEMA, List.of(), writer, origin, 0, body)));
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
