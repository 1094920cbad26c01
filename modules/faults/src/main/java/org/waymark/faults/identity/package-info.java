/**
 * Replaces, resets and damages the log under replicas, and requires that each of these is noticed
 * before anything of the other log is applied.
 *
 * <p>Start at {@link org.waymark.faults.identity.IdentitySuite}.
 */
package org.waymark.faults.identity;
