/**
 * The past of a store: the rows as they were at any earlier offset, and what each record did to
 * them. Apply writes the history tables in the same batch as the state; this package only reads
 * them.
 *
 * <p>{@link org.waymark.store.history.PastRows} reconstructs the tables of a past state, so that
 * the same view reads past states and the current one. {@link
 * org.waymark.store.history.HistoryView} provides everything else: the changes of a path, the
 * records of a time span, and the offset of an instant.
 */
package org.waymark.store.history;
