/**
 * The fold: what one record of the log does to the rows (APPLY, Apply of .events).
 *
 * <p>On its way through here, a record is decoded into a {@code Fact}; {@code EventsApply} or
 * {@code TrustApply} decides what it does; {@code StateRows} writes that into a batch, with all
 * indexes and the digest; and an {@link org.waymark.store.apply.Applied} says what happened.
 * Nothing here reads a clock or randomness, so a change of these classes can change the state of
 * every replica: it needs a new apply version.
 */
package org.waymark.store.apply;
