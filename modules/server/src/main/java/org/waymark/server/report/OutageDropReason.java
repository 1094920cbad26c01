package org.waymark.server.report;

/** Why a segment or revocation leaves the outage buffer without being appended. */
public enum OutageDropReason implements MetricLabel {
  /** A newer one took its place. */
  REPLACED,
  /** A revocation kills it. */
  KILLED,
  /** The buffer was full, and it was the oldest. */
  DISPLACED,
  /** It is a revocation that is past its time. */
  PAST,
  /** It is a revocation that proves against no stored segment any more. */
  UNPROVEN,
  /** The log contains it already. */
  RECORDED,
  /** It is a segment whose last second has passed. */
  EXPIRED,
  /** It only prolongs the stored version, and too little. */
  DAMPED,
  /** The stored version lasts longer. */
  SUPERSEDED,
  /** The limit on live segments is reached. */
  BUDGET,
  /** Apply quarantined it. */
  QUARANTINED,
  /** The log refused it. */
  REFUSED
}
