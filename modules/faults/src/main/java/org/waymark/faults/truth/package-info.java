/**
 * Determines what a store should contain: a recorded log, the rows expected from its records, and a
 * comparison of these rows with the actual rows of a store.
 *
 * <p>Start at {@link org.waymark.faults.truth.RecordedLog}.
 */
package org.waymark.faults.truth;
