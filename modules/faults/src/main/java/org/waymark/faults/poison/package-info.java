/**
 * Writes records that no replica would write directly to the topics: malformed, oversized, too new,
 * forged and misplaced records. All replicas must quarantine the same records, stay ready, and keep
 * serving the segments that were registered before and after.
 *
 * <p>{@link org.waymark.faults.poison.PoisonSuite} performs the runs, and {@link
 * org.waymark.faults.poison.PoisonRecords} creates the records.
 */
package org.waymark.faults.poison;
