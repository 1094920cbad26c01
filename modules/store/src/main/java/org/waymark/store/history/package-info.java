/**
 * The past of a store: the rows as they were at any earlier offset, and what each record did to
 * them. Apply writes the tables of history in the same batch as the state; this package only reads
 * them.
 *
 * <p>{@link org.waymark.store.history.PastRows} turns history back into the tables that the state
 * once had, so that a past state is read by the very same view as the present one. {@link
 * org.waymark.store.history.HistoryView} has everything that is not a state: the lives of segments,
 * the records of a time span, and the offset of an instant.
 */
package org.waymark.store.history;
