package org.waymark.history.explain;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.waymark.history.explain.Circumstances.AuditRecord;
import org.waymark.history.explain.ExplanationOracle.Cause;
import org.waymark.wire.event.EventBody;

/** Interprets the records of {@code .audit} in a scenario. */
final class AuditOracle {
  private static final Set<Reason> OF_HIDDEN =
      EnumSet.of(Reason.BLOCKED, Reason.INTERFACE_DOWN, Reason.NOT_CORE);

  private AuditOracle() {}

  /** {@return the stop of the only replica, if that is its last record} */
  static Optional<Cause> stopped(List<AuditRecord> audit, long clockMs) {
    Optional<Cause> stopped = Optional.empty();
    for (AuditRecord record : audit) {
      if (record.recordTimeMs() > clockMs) {
        break;
      }
      if (record.event().body() instanceof EventBody.ReplicaStarted) {
        stopped = Optional.empty();
      } else if (record.event().body() instanceof EventBody.ReplicaStopped) {
        stopped =
            Optional.of(
                new Cause(
                    Stage.REPLICA, Reason.NOT_RUNNING, record.offset(), record.recordTimeMs()));
      }
    }
    return stopped;
  }

  /** {@return the refusal, if it came after the cause found in the log} */
  static Optional<Cause> refused(Cause cause, ExplainScenario scenario, long clockMs) {
    if (cause.stage() == Stage.JOIN || OF_HIDDEN.contains(cause.reason())) {
      return Optional.empty();
    }
    String registrant =
        switch (cause.stage()) {
          case UP -> "1-14";
          case DOWN -> "1-16";
          default -> "1-11";
        };
    return scenario.audit().stream()
        .filter(record -> record.event().body() instanceof EventBody.RegistrationRefused)
        .filter(record -> record.event().origin().peerIa().equals(ScenarioLog.ia(registrant)))
        .filter(record -> record.recordTimeMs() <= clockMs && record.recordTimeMs() >= cause.atMs())
        .map(
            record ->
                new Cause(cause.stage(), Reason.REFUSED, record.offset(), record.recordTimeMs()))
        .findFirst();
  }
}
