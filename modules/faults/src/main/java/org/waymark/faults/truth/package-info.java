/**
 * What stores must contain: a recorded log, the rows that its records lead to, and a comparison
 * with the rows of a store.
 *
 * <p>Start at {@link org.waymark.faults.truth.RecordedLog}.
 */
package org.waymark.faults.truth;
