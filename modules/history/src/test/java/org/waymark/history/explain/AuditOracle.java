package org.waymark.history.explain;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.waymark.history.Moment;
import org.waymark.history.explain.Circumstances.AuditRecord;
import org.waymark.history.explain.ExplanationOracle.Cause;
import org.waymark.wire.event.EventBody;

/** Interprets the records of {@code .audit} in a scenario. */
final class AuditOracle {
  private static final Set<Reason> OF_ABSENT =
      EnumSet.of(Reason.NEVER_REGISTERED, Reason.NOT_FETCHED, Reason.EXPIRED);
  private static final Set<Reason> OF_HIDDEN =
      EnumSet.of(Reason.BLOCKED, Reason.INTERFACE_DOWN, Reason.NOT_CORE);

  private static final Cause NOTHING = new Cause(Stage.REPLICA, Reason.NOT_READY, -1, 0);

  private AuditOracle() {}

  /**
   * {@return why the replica gave no answers at all: it had stopped, which is its last record, or
   * it had not caught up since its start}
   */
  static Optional<Cause> silent(List<AuditRecord> audit, Circumstances known, long clockMs) {
    Optional<Cause> silent = notReady(known, NOTHING);
    for (AuditRecord record : audit) {
      if (record.recordTimeMs() > clockMs) {
        break;
      }
      if (!record.event().writer().equals(known.replica().orElseThrow())) {
        continue;
      }
      if (record.event().body() instanceof EventBody.ReplicaStarted) {
        silent = notReady(known, at(Reason.NOT_READY, record));
      } else if (record.event().body() instanceof EventBody.ReplicaStopped) {
        silent = Optional.of(at(Reason.NOT_RUNNING, record));
      }
    }
    return silent;
  }

  private static Cause at(Reason reason, AuditRecord record) {
    return new Cause(Stage.REPLICA, reason, record.offset(), record.recordTimeMs());
  }

  private static Optional<Cause> notReady(Circumstances known, Cause cause) {
    return known
        .standing()
        .filter(standing -> standing.state() == Standing.State.NOT_READY)
        .map(standing -> cause);
  }

  /** {@return the cause, as it looks at a replica that may lack newer segments} */
  static Cause standing(Cause cause, Circumstances known) {
    if (!OF_ABSENT.contains(cause.reason())) {
      return cause;
    }
    return switch (known.standing().map(Standing::state).orElse(Standing.State.READY)) {
      case READY, NOT_READY -> cause;
      case STALE -> new Cause(cause.stage(), Reason.STALE, cause.offset(), cause.atMs());
      case DIVERGED -> new Cause(cause.stage(), Reason.DIVERGED, cause.offset(), cause.atMs());
    };
  }

  /**
   * {@return the last refusal, if it came after the cause found in the log}
   *
   * @param audit the records before the next record of {@code .events}
   */
  static Optional<Cause> refused(Cause cause, List<AuditRecord> audit, Moment moment) {
    if (cause.stage() == Stage.JOIN || OF_HIDDEN.contains(cause.reason())) {
      return Optional.empty();
    }
    String registrant =
        switch (cause.stage()) {
          case UP -> "1-14";
          case DOWN -> "1-16";
          default -> "1-11";
        };
    return audit.stream()
        .filter(record -> record.event().body() instanceof EventBody.RegistrationRefused)
        .filter(record -> record.event().origin().peerIa().equals(ScenarioLog.ia(registrant)))
        .filter(record -> moment.isOffset() || record.recordTimeMs() <= moment.clockMs())
        .filter(record -> record.recordTimeMs() >= cause.atMs())
        .map(
            record ->
                new Cause(cause.stage(), Reason.REFUSED, record.offset(), record.recordTimeMs()))
        .reduce((earlier, later) -> later);
  }
}
