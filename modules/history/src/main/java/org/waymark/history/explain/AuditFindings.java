package org.waymark.history.explain;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.waymark.history.explain.Circumstances.AuditRecord;
import org.waymark.log.Topic;
import org.waymark.segment.IsdAs;
import org.waymark.store.row.EventSource;
import org.waymark.wire.event.EventBody;

/**
 * Draws conclusions from the records of {@code .audit} about a moment, and lists what remains
 * unknown.
 */
final class AuditFindings {
  private final Circumstances circumstances;
  private final long clockMs;

  AuditFindings(Circumstances circumstances, long clockMs) {
    this.circumstances = circumstances;
    this.clockMs = clockMs;
  }

  /** Formats a time as text. */
  static String time(long ms) {
    return Instant.ofEpochMilli(ms).toString();
  }

  private List<AuditRecord> records() {
    return circumstances.audit().orElse(List.of()).stream()
        .filter(record -> record.recordTimeMs() <= clockMs)
        .toList();
  }

  /** {@return the stop of the replica, if it had not started again by the moment} */
  Optional<Missing> stopped() {
    if (circumstances.replica().isEmpty()) {
      return Optional.empty();
    }
    String replica = circumstances.replica().get();
    Optional<AuditRecord> last =
        records().stream()
            .filter(record -> record.event().writer().equals(replica))
            .filter(
                record ->
                    record.event().body() instanceof EventBody.ReplicaStarted
                        || record.event().body() instanceof EventBody.ReplicaStopped)
            .reduce((earlier, later) -> later);
    return last.filter(record -> record.event().body() instanceof EventBody.ReplicaStopped)
        .map(
            record ->
                new Missing(
                    Stage.REPLICA,
                    Reason.NOT_RUNNING,
                    Optional.of(evidence(record, "replica " + replica + " stopped")),
                    List.of(),
                    "It would work if replica "
                        + replica
                        + " were started, or at another replica."));
  }

  /** {@return the latest refusal of a registration by one of the ASes} */
  Optional<Evidence> refused(Set<IsdAs> registrants) {
    return records().stream()
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
    List<String> unknown = new ArrayList<>();
    if (circumstances.audit().isEmpty()) {
      unknown.add(
          "Whether replicas were running, and which registrations were refused and so not"
              + " recorded, is unknown without the records of .audit.");
    }
    if (circumstances.unapplied().isEmpty()) {
      unknown.add("Which records a replica had not applied yet is unknown.");
    }
    if (circumstances.held().isEmpty()) {
      unknown.add("What replicas held in memory while the log was away is unknown.");
    }
    unknown.add(
        "Whether a running replica was ready, stale or diverged is unknown, because no record says"
            + " so.");
    return List.copyOf(unknown);
  }
}
