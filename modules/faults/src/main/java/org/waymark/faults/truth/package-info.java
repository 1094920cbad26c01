/**
 * The content that stores must have: a recorded log, the rows that follow from its records, and a
 * comparison with the rows of a store.
 *
 * <p>Start at {@link org.waymark.faults.truth.RecordedLog}.
 */
package org.waymark.faults.truth;
