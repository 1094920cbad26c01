package org.waymark.server.report;

/** The reason why a segment or revocation leaves the outage buffer without being appended. */
public enum OutageDropReason implements MetricLabel {
  /** A newer entry replaced this one. */
  REPLACED,
  /** A revocation killed the segment. */
  KILLED,
  /** The buffer was full, and this was the oldest entry. */
  DISPLACED,
  /** The revocation is no longer in force. */
  PAST,
  /** The revocation no longer matches any stored segment. */
  UNPROVEN,
  /** The log already contains the entry. */
  RECORDED,
  /** The segment has expired. */
  EXPIRED,
  /** The segment would prolong the stored version only slightly. */
  DAMPED,
  /** The stored version of the path expires later. */
  SUPERSEDED,
  /** The limit on live segments is reached. */
  BUDGET,
  /** The record could not be applied and was quarantined. */
  QUARANTINED,
  /** The log rejected the record. */
  REFUSED
}
