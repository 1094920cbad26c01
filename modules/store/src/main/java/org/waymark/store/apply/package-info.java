/**
 * The fold, which determines the effect of one record of the log on the rows (APPLY, Apply of
 * .events).
 *
 * <p>A record passes through three steps. {@code FactDecoder} decodes its value into a {@code
 * Fact}; {@code EventsApply} or {@code TrustApply} decides its effect; and {@code StateRows} writes
 * that effect into a batch, together with all indexes and the digest. An {@link
 * org.waymark.store.apply.Applied} reports the effect. No code here reads a clock or uses
 * randomness. A change to these classes can change the state of every replica, so it needs a new
 * apply version.
 */
package org.waymark.store.apply;
