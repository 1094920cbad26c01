package org.waymark.server.report;

import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.segment.PathSegment;
import org.waymark.segment.Revocation;
import org.waymark.server.message.MessageOrigin;
import org.waymark.server.outcome.Outcome;
import org.waymark.server.outcome.RefusalCause;
import org.waymark.server.outcome.RevocationOutcome;
import org.waymark.trust.Verification;
import org.waymark.wire.Decoded;
import org.waymark.wire.event.TrustVersion;
import org.waymark.wire.message.SegmentRecord;

/**
 * Says what became of segments and revocations: a log line, a counter and, for a refusal, an {@code
 * .audit} event. The 2018 protocol has no other answer to a registration.
 *
 * <p>Safe for use by several threads.
 */
public final class OutcomeReporter {
  private static final Logger log = LoggerFactory.getLogger(OutcomeReporter.class);

  private final ServerMetrics metrics;
  private final AuditTrail audit;
  private final LogLines lines;

  public OutcomeReporter(ServerMetrics metrics, AuditTrail audit, LogLines lines) {
    this.metrics = metrics;
    this.audit = audit;
    this.lines = lines;
  }

  public void registered(SegmentRecord record, Outcome outcome, MessageOrigin origin) {
    metrics.registered(outcome);
    String subject = subject(record);
    switch (outcome) {
      case Outcome.Added added -> log.info("{} {}: added at {}", origin, subject, added.offset());
      case Outcome.Updated updated ->
          log.info("{} {}: updated at {}", origin, subject, updated.offset());
      case Outcome.Known known -> log.debug("{} {}: known", origin, subject);
      case Outcome.Superseded superseded -> log.debug("{} {}: superseded", origin, subject);
      case Outcome.Killed killed ->
          log.info(
              "{} {}: killed by the revocation at {}", origin, subject, killed.revocationOffset());
      case Outcome.Parked(Verification.Missing missing) ->
          lines.warn(log, "{} {}: parked, not held: {}", origin, subject, text(missing));
      case Outcome.Held held -> lines.warn(log, "{} {}: held, not recorded", origin, subject);
      case Outcome.Refused(RefusalCause cause, String detail) -> {
        lines.warn(log, "{} {}: refused, {}: {}", origin, subject, cause.label(), detail);
        audit.refused(record, cause, origin);
      }
      case Outcome.Unknown(String detail) ->
          lines.warn(log, "{} {}: unknown, {}", origin, subject, detail);
    }
    if (isVerified(outcome)) {
      // At every repetition, as in the original: only where details are asked for.
      record
          .segment()
          .orElseThrow()
          .routingPolicies()
          .forEach(policy -> log.debug("{} {}: routing policy of {}", origin, subject, policy));
    }
  }

  /** {@return whether what came to this outcome is validly signed} */
  private static boolean isVerified(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Added _,
          Outcome.Updated _,
          Outcome.Known _,
          Outcome.Superseded _,
          Outcome.Killed _,
          Outcome.Held _,
          Outcome.Unknown _ ->
          true;
      case Outcome.Parked _, Outcome.Refused _ -> false;
    };
  }

  public void revoked(Revocation revocation, RevocationOutcome outcome, MessageOrigin origin) {
    revoked(
        "revocation of "
            + revocation.ia()
            + "#"
            + revocation.interfaceId()
            + " epoch "
            + revocation.epoch(),
        outcome,
        origin);
  }

  public void revoked(String subject, RevocationOutcome outcome, MessageOrigin origin) {
    metrics.revoked(outcome);
    switch (outcome) {
      case RevocationOutcome.Recorded recorded ->
          log.info(
              "{} {}: recorded at {}, {} segments killed",
              origin,
              subject,
              recorded.offset(),
              recorded.killed());
      case RevocationOutcome.Known known -> log.debug("{} {}: known", origin, subject);
      case RevocationOutcome.Waiting waiting -> log.debug("{} {}: unproven", origin, subject);
      case RevocationOutcome.HandedOn handedOn ->
          log.info(
              "{} {}: handed on, not recorded: no segment held here uses the interface",
              origin,
              subject);
      case RevocationOutcome.Held held ->
          lines.warn(log, "{} {}: held, not recorded", origin, subject);
      case RevocationOutcome.Refused(RefusalCause cause, String detail) ->
          lines.warn(log, "{} {}: refused, {}: {}", origin, subject, cause.label(), detail);
      case RevocationOutcome.Unknown(String detail) ->
          lines.warn(log, "{} {}: unknown, {}", origin, subject, detail);
    }
  }

  private static String text(Verification.Missing missing) {
    return Stream.concat(missing.trcs().stream(), missing.chains().stream())
        .map(TrustVersion::toString)
        .collect(Collectors.joining(", "));
  }

  private static String subject(SegmentRecord record) {
    String type = record.type().map(Enum::name).orElse("untyped");
    return switch (record.segment()) {
      case Decoded.Accepted<PathSegment>(PathSegment segment) -> type + " " + segment;
      case Decoded.Refused<PathSegment> refused -> type + " segment";
    };
  }
}
