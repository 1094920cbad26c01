package org.waymark.history.report;

import java.util.Locale;

/** The kinds of counts in a report. */
enum ReportCount {
  /** The records that introduced a path that was not stored before. */
  ADDED,
  /** The records that replaced the stored version of a path, or prolonged it. */
  REPLACED,
  /** The records of segments that changed nothing, because the stored version expires later. */
  IGNORED,
  /** The records of segments that were killed by a previously stored revocation. */
  KILLED_ON_ARRIVAL,
  /** The records of revocations that took effect. */
  REVOKED,
  /** The records of revocations that changed nothing. */
  REVOCATION_KNOWN,
  /** Segments that were removed by revocations; a removal has no record of its own. */
  KILLED,
  /** Ticks. */
  TICK,
  /** Blocks that were set or lifted, and reports that an interface is down. */
  HIDDEN,
  /** Renewals of blocks by replicas. */
  BLOCK_RENEWED,
  /** Accepted TRCs and chains. */
  TRUST_ACCEPTED,
  /** Records of TRCs, chains and owners that changed nothing. */
  TRUST_KNOWN,
  /** Records of {@code .events} and {@code .trust} that apply could not use. */
  QUARANTINED,
  /** Rejected registrations, recorded individually or in summaries. */
  REGISTRATION_REFUSED,
  /** Rejected revocations, recorded individually or in summaries. */
  REVOCATION_REFUSED,
  /** Starts of replicas. */
  STARTED,
  /** Clean stops of replicas. */
  STOPPED,
  /** Checkpoints that were signed. */
  CHECKPOINT,
  /** Reports in which replicas state what they have applied. */
  REPORTED,
  /** Records of {@code .audit} that cannot be decoded or do not belong there. */
  UNREADABLE;

  /** {@return the name of the field in the document, such as {@code registrationRefused}} */
  String field() {
    StringBuilder field = new StringBuilder();
    for (String word : name().split("_")) {
      String lower = word.toLowerCase(Locale.ROOT);
      field.append(
          field.isEmpty() ? lower : Character.toUpperCase(lower.charAt(0)) + lower.substring(1));
    }
    return field.toString();
  }
}
