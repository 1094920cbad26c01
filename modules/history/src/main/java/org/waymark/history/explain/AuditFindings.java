package org.waymark.history.explain;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.waymark.history.Moment;
import org.waymark.history.explain.Circumstances.AuditRecord;
import org.waymark.log.Topic;
import org.waymark.segment.AsInterface;
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

  /** {@return the stop of the replica, if the replica had not started again by the moment} */
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
        "It would work if " + replica + " were started, or if another replica were asked.");
  }

  /** {@return the last start or stop of the replica} */
  private Optional<AuditRecord> lastRun() {
    return records().stream()
        .filter(this::isBeforeClock)
        .filter(record -> circumstances.replica().equals(Optional.of(record.event().writer())))
        .filter(AuditRecord::isRun)
        .reduce((earlier, later) -> later);
  }

  /**
   * Concludes from a silence in the log that the replica had probably been killed, because a kill
   * leaves no record.
   *
   * @param note a sentence about the answers that the store would have given if the replica had
   *     been running
   * @return the conclusion; empty if the replica's records contradict it, or if it has none
   */
  Optional<Missing> killed(LogSilence silence, String note) {
    return lastRun()
        .filter(AuditRecord::isStart)
        .filter(start -> !wasRunning())
        .map(start -> killed(start, silence, note));
  }

  private static Missing killed(AuditRecord start, LogSilence silence, String note) {
    String replica = "replica " + start.event().writer();
    return new Missing(
        Stage.REPLICA,
        Reason.NOT_RUNNING,
        Optional.of(evidence(start, replica + " started, and recorded no stop before this moment")),
        List.of(),
        ("This is inferred: %s, so %s had probably been killed. It would work if it had been"
                + " started again, or at another replica. %s")
            .formatted(silence.text(), replica, note),
        true);
  }

  /**
   * {@return whether the replica is known to have been running at the moment} This is known if the
   * replica had started before the moment and, without another start in between, either stopped
   * later, or is still running and answers this query.
   */
  boolean wasRunning() {
    return circumstances.standing().isPresent()
        || lastRun().filter(AuditRecord::isStart).isPresent()
            && circumstances
                .later()
                .map(later -> !later.isStart())
                .orElse(circumstances.isAnswering());
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
   * {@return the given missing stage, with the qualification that the replica did not receive new
   * records}
   */
  Missing qualified(Missing missing) {
    if (!missing.reason().isAbsence()) {
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
            + " This replica would not receive it, because "
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
   * {@return the latest rejection of a registration by one of the ASes} If the moment is an offset,
   * this includes rejections after the preceding record, because the log had no other record until
   * the next one.
   */
  Optional<Evidence> refused(Set<IsdAs> registrants) {
    return refusals()
        .filter(record -> registrants.contains(record.event().origin().peerIa()))
        .flatMap(
            record ->
                record.event().body() instanceof EventBody.RegistrationRefused refused
                    ? Optional.of(
                        evidence(
                            record,
                            "a registration by %s%s was rejected: %s"
                                .formatted(
                                    record.event().origin().peerIa(),
                                    refused.segment().map(one -> " of " + text(one)).orElse(""),
                                    refused.reason())))
                        .stream()
                    : Optional.<Evidence>empty().stream())
        .reduce((earlier, later) -> later);
  }

  private Stream<AuditRecord> refusals() {
    return records().stream()
        .filter(record -> moment.isOffset() || isBeforeClock(record))
        .filter(record -> record.event().body() instanceof EventBody.RegistrationRefused);
  }

  /**
   * {@return a sentence about the latest rejected registration, if any was rejected} Segments may
   * be registered by ASes other than those at their ends, so the rejected segment may have been one
   * of the missing segments.
   */
  Optional<String> refusedByAnyone() {
    return refusals()
        .reduce((earlier, later) -> later)
        .map(record -> lastRefused(record, (EventBody.RegistrationRefused) record.event().body()));
  }

  private static String lastRefused(AuditRecord record, EventBody.RegistrationRefused refused) {
    return "The last rejected registration came from %s at %s (offset %d of .audit): %s. %s"
        .formatted(
            record.event().origin().peerIa(),
            time(record.recordTimeMs()),
            record.offset(),
            refused.reason(),
            refused
                .segment()
                .map(segment -> "It was for " + text(segment) + ".")
                .orElse("It is not recorded which segment it was for."));
  }

  private static String text(EventBody.RefusedSegment segment) {
    return "%ssegment %s from %s to %s"
        .formatted(
            segment.type().map(type -> type + " ").orElse(""),
            segment.id().shortText(),
            segment.first(),
            segment.last());
  }

  /**
   * {@return the latest rejection of a revocation for each of the interfaces since the given time,
   * ordered by offset} A rejected revocation does not end a path, but indicates that a link may
   * have been down.
   */
  List<Evidence> refusedRevocations(List<AsInterface> interfaces, long sinceMs) {
    Map<AsInterface, Evidence> latest = new LinkedHashMap<>();
    revocationsRefusedSince(sinceMs)
        .forEach(
            (record, refused) -> {
              AsInterface one = new AsInterface(refused.ia(), refused.interfaceId());
              if (interfaces.contains(one)) {
                latest.remove(one);
                latest.put(one, refusedRevocation(record, refused, one));
              }
            });
    return List.copyOf(latest.values());
  }

  private static Evidence refusedRevocation(
      AuditRecord record, EventBody.RevocationRefused refused, AsInterface one) {
    return evidence(
        record,
        "a revocation of %s by %s was rejected: %s"
            .formatted(one, record.event().origin().peerIa(), refused.reason()),
        Optional.of(one));
  }

  private Map<AuditRecord, EventBody.RevocationRefused> revocationsRefusedSince(long sinceMs) {
    Map<AuditRecord, EventBody.RevocationRefused> refusals = new LinkedHashMap<>();
    for (AuditRecord record : records()) {
      if (record.event().body() instanceof EventBody.RevocationRefused refused
          && record.recordTimeMs() >= sinceMs
          && (moment.isOffset() || isBeforeClock(record))) {
        refusals.put(record, refused);
      }
    }
    return refusals;
  }

  private static Evidence evidence(AuditRecord record, String text) {
    return evidence(record, text, Optional.empty());
  }

  private static Evidence evidence(
      AuditRecord record, String text, Optional<AsInterface> interfaceId) {
    return new Evidence(
        Topic.AUDIT,
        OptionalLong.of(record.offset()),
        record.recordTimeMs(),
        Optional.of(new EventSource(record.event().writer(), record.event().origin())),
        interfaceId,
        OptionalLong.empty(),
        text);
  }

  /**
   * Lists facts that could have mattered to a path but are unknown, as sentences.
   *
   * @param carriers the segments of the path
   */
  List<String> unknownOf(List<Carrier> carriers) {
    long sinceMs =
        carriers.stream()
            .mapToLong(carrier -> carrier.stored().recordTimeMs())
            .min()
            .orElse(Long.MAX_VALUE);
    long unnamed =
        revocationsRefusedSince(sinceMs).values().stream()
            .filter(refused -> refused.ia().equals(IsdAs.NONE))
            .mapToLong(EventBody.RevocationRefused::count)
            .reduce(0, AuditFindings::sum);
    List<String> unknown = new ArrayList<>(unknown());
    if (unnamed > 0) {
      unknown.add(
          "It is unknown whether any of %d rejected revocations concerned interfaces on the path,"
                  .formatted(unnamed)
              + " because the revocations could not be decoded, or were only counted in summaries,"
              + " which do not name interfaces.");
    }
    return List.copyOf(unknown);
  }

  /** Adds two counts without overflow, because a forged summary may claim any number. */
  private static long sum(long one, long other) {
    long sum = one + other;
    return one < 0 || other < 0 || sum < 0 ? Long.MAX_VALUE : sum;
  }

  /** Lists facts that could have mattered but are unknown, as sentences. */
  List<String> unknown() {
    List<String> unknown = new ArrayList<>(circumstances.notes());
    if (circumstances.audit().isEmpty()) {
      unknown.add(
          "Without the records of .audit, it is unknown whether replicas were running, and which"
              + " registrations and revocations were rejected and therefore not recorded.");
    }
    if (circumstances.unapplied().isEmpty()) {
      unknown.add("It is unknown which records a replica had not applied yet.");
    }
    if (circumstances.held().isEmpty()) {
      unknown.add(
          "It is unknown what replicas held in memory while the log could not be reached, "
              + "because this is not recorded.");
    }
    if (circumstances.standing().isEmpty() && stopped().isEmpty()) {
      unknown.add(
          startedAs()
              + "It is unknown whether a running replica was ready, stale or diverged, because "
              + "this is not recorded.");
    }
    return List.copyOf(unknown);
  }
}
