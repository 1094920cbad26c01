/**
 * Replaces, resets and damages the log while replicas use it, and requires that each fault is
 * noticed before any record of a different log is applied.
 *
 * <p>Start at {@link org.waymark.faults.identity.IdentitySuite}.
 */
package org.waymark.faults.identity;
