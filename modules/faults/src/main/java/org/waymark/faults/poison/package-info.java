/**
 * Writes records that no replica would write straight into the topics: malformed, oversized, too
 * new, forged and misplaced ones. All replicas must quarantine the same ones, stay ready, and keep
 * serving what was registered before and after.
 *
 * <p>{@link org.waymark.faults.poison.PoisonSuite} performs the runs, and {@link
 * org.waymark.faults.poison.PoisonRecords} makes the records.
 */
package org.waymark.faults.poison;
