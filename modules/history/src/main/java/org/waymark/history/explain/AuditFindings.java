package org.waymark.history.explain;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.waymark.history.Moment;
import org.waymark.history.explain.Circumstances.AuditRecord;
import org.waymark.log.Topic;
import org.waymark.segment.IsdAs;
import org.waymark.store.row.EventSource;
import org.waymark.wire.event.EventBody;

/**
 * Draws conclusions from the records of {@code .audit} about a moment, and lists the facts that
 * remain unknown.
 */
final class AuditFindings {
  private final Circumstances circumstances;
  private final Moment moment;

  AuditFindings(Circumstances circumstances, Moment moment) {
    this.circumstances = circumstances;
    this.moment = moment;
  }

  /** Formats a time for display. */
  static String time(long ms) {
    return Instant.ofEpochMilli(ms).toString();
  }

  private List<AuditRecord> records() {
    return circumstances.audit().orElse(List.of());
  }

  private boolean isBeforeClock(AuditRecord record) {
    return record.recordTimeMs() <= moment.clockMs();
  }

  /** {@return the stop of the replica, if it had not started again by the moment} */
  Optional<Missing> stopped() {
    return lastRun()
        .filter(record -> record.event().body() instanceof EventBody.ReplicaStopped)
        .map(AuditFindings::stopped);
  }

  private static Missing stopped(AuditRecord record) {
    String replica = "replica " + record.event().writer();
    return new Missing(
        Stage.REPLICA,
        Reason.NOT_RUNNING,
        Optional.of(evidence(record, replica + " stopped")),
        List.of(),
        "It would work if " + replica + " were started, or at another replica.");
  }

  /** {@return the last start or stop of the replica} */
  private Optional<AuditRecord> lastRun() {
    return records().stream()
        .filter(this::isBeforeClock)
        .filter(record -> circumstances.replica().equals(Optional.of(record.event().writer())))
        .filter(
            record ->
                record.event().body() instanceof EventBody.ReplicaStarted
                    || record.event().body() instanceof EventBody.ReplicaStopped)
        .reduce((earlier, later) -> later);
  }

  /** {@return the missing stage, if the replica had not caught up since its start} */
  Optional<Missing> notReady() {
    return circumstances
        .standing()
        .filter(standing -> standing.state() == Standing.State.NOT_READY)
        .map(
            standing ->
                new Missing(
                    Stage.REPLICA,
                    Reason.NOT_READY,
                    lastRun().map(record -> evidence(record, started(record))),
                    List.of(),
                    "It would work at a replica that is ready: this one " + standing.why() + "."));
  }

  /**
   * {@return the given missing stage, with the qualification that the replica did not learn of new
   * records}
   */
  Missing qualified(Missing missing) {
    if (missing.reason() != Reason.NEVER_REGISTERED && missing.reason() != Reason.EXPIRED) {
      return missing;
    }
    return circumstances
        .standing()
        .flatMap(standing -> reason(standing).map(reason -> qualified(missing, reason, standing)))
        .orElse(missing);
  }

  private static Optional<Reason> reason(Standing standing) {
    return switch (standing.state()) {
      case STALE -> Optional.of(Reason.STALE);
      case DIVERGED -> Optional.of(Reason.DIVERGED);
      case READY, NOT_READY -> Optional.empty();
    };
  }

  private static Missing qualified(Missing missing, Reason reason, Standing standing) {
    return new Missing(
        missing.stage(),
        reason,
        missing.evidence(),
        missing.segments(),
        missing.wouldWorkIf()
            + " This replica would not learn of it, because "
            + standing.why()
            + ".");
  }

  private String startedAs() {
    return lastRun()
        .map(
            record ->
                "%s at %s (offset %d of .audit). "
                    .formatted(started(record), time(record.recordTimeMs()), record.offset()))
        .orElse("");
  }

  private static String started(AuditRecord record) {
    return "Replica " + record.event().writer() + " started";
  }

  /**
   * {@return the latest refusal of a registration by one of the ASes} If the moment is an offset,
   * this includes refusals after the preceding record, because the log had no other record until
   * the next one.
   */
  Optional<Evidence> refused(Set<IsdAs> registrants) {
    return records().stream()
        .filter(record -> moment.isOffset() || isBeforeClock(record))
        .filter(record -> registrants.contains(record.event().origin().peerIa()))
        .flatMap(
            record ->
                record.event().body() instanceof EventBody.RegistrationRefused refused
                    ? Optional.of(
                        evidence(
                            record,
                            "a registration by %s was refused: %s"
                                .formatted(record.event().origin().peerIa(), refused.reason())))
                        .stream()
                    : Optional.<Evidence>empty().stream())
        .reduce((earlier, later) -> later);
  }

  private static Evidence evidence(AuditRecord record, String text) {
    return new Evidence(
        Topic.AUDIT,
        OptionalLong.of(record.offset()),
        record.recordTimeMs(),
        Optional.of(new EventSource(record.event().writer(), record.event().origin())),
        Optional.empty(),
        OptionalLong.empty(),
        text);
  }

  /** Lists facts that could have mattered but are unknown, as sentences. */
  List<String> unknown() {
    List<String> unknown = new ArrayList<>(circumstances.notes());
    if (circumstances.audit().isEmpty()) {
      unknown.add(
          "Without the records of .audit, it is unknown whether replicas were running and which "
              + "registrations were refused.");
    }
    if (circumstances.unapplied().isEmpty()) {
      unknown.add("It is unknown which records a replica had not yet applied.");
    }
    if (circumstances.held().isEmpty()) {
      unknown.add(
          "It is unknown what replicas held in memory while the log could not be reached, "
              + "because this is not recorded.");
    }
    if (circumstances.standing().isEmpty()) {
      unknown.add(
          startedAs()
              + "It is unknown whether a running replica was ready, stale or diverged, because "
              + "this is not recorded.");
    }
    return List.copyOf(unknown);
  }
}
