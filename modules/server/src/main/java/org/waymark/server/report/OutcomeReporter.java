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
 * Reports the outcomes of segments and revocations in a log line, a counter and, for rejections, an
 * {@code .audit} event. The protocol of 2018 has no answer to a registration.
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
      case Outcome.Added added ->
          log.info("Added {} at offset {} {}", subject, added.offset(), origin);
      case Outcome.Updated updated ->
          log.info("Updated {} at offset {} {}", subject, updated.offset(), origin);
      case Outcome.Known known ->
          log.debug("Ignored {}, which is already known {}", subject, origin);
      case Outcome.Superseded superseded ->
          log.debug("Ignored {}, because the stored version expires later {}", subject, origin);
      case Outcome.Killed killed ->
          log.info(
              "Rejected {}, because the revocation at offset {} invalidates it {}",
              subject,
              killed.revocationOffset(),
              origin);
      case Outcome.Parked(Verification.Missing missing) ->
          lines.warn(
              log,
              "Parked {} until its trust material arrives: {} {}",
              subject,
              text(missing),
              origin);
      case Outcome.Held held ->
          lines.warn(
              log, "Holding {} in memory until the log can be reached again {}", subject, origin);
      case Outcome.Refused(RefusalCause cause, String detail) -> {
        lines.warn(log, "Rejected {} ({}): {} {}", subject, cause.label(), detail, origin);
        audit.refused(record, cause, origin);
      }
      case Outcome.Unknown(String detail) ->
          lines.warn(log, "Outcome of {} is unknown: {} {}", subject, detail, origin);
    }
    if (isVerified(outcome)) {
      // The original server logs this rejection at every repetition. Here, it is logged at debug
      // level only.
      record
          .segment()
          .orElseThrow()
          .routingPolicies()
          .forEach(
              policy ->
                  log.debug(
                      "{} {} contains a routing policy, set by AS {}", subject, origin, policy));
    }
  }

  /** {@return whether the outcome implies that the signatures of the segment were valid} */
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
    report(
        "revocation of "
            + revocation.ia()
            + "#"
            + revocation.interfaceId()
            + " epoch "
            + revocation.epoch(),
        outcome,
        origin);
    if (outcome instanceof RevocationOutcome.Refused(RefusalCause cause, String _)) {
      audit.refused(revocation, cause, origin);
    }
  }

  /**
   * Reports a revocation whose bytes cannot be decoded.
   *
   * @param subject the object that could not be decoded, as named by the decoder
   */
  public void undecodable(String subject, String detail, MessageOrigin origin) {
    report(subject, new RevocationOutcome.Refused(RefusalCause.UNDECODABLE, detail), origin);
    audit.refusedUndecodable(origin);
  }

  private void report(String subject, RevocationOutcome outcome, MessageOrigin origin) {
    metrics.revoked(outcome);
    switch (outcome) {
      case RevocationOutcome.Recorded recorded ->
          log.info(
              "Recorded {} at offset {}, which invalidated {} segments {}",
              subject,
              recorded.offset(),
              recorded.killed(),
              origin);
      case RevocationOutcome.Known known ->
          log.debug("Ignored {}, which is already known {}", subject, origin);
      case RevocationOutcome.Waiting waiting ->
          log.debug("Keeping {} until a segment that it revokes arrives {}", subject, origin);
      case RevocationOutcome.HandedOn handedOn ->
          log.info(
              "Forwarded {} without recording it, because no segment on this replica uses the"
                  + " interface {}",
              subject,
              origin);
      case RevocationOutcome.Held held ->
          lines.warn(
              log, "Holding {} in memory until the log can be reached again {}", subject, origin);
      case RevocationOutcome.Refused(RefusalCause cause, String detail) ->
          lines.warn(log, "Rejected {} ({}): {} {}", subject, cause.label(), detail, origin);
      case RevocationOutcome.Unknown(String detail) ->
          lines.warn(log, "Outcome of {} is unknown: {} {}", subject, detail, origin);
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
