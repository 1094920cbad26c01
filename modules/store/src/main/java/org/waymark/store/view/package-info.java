/**
 * Reads one state: the {@link org.waymark.store.view.ReadView} serves requests, and the other
 * classes search the rows for it.
 *
 * <p>Only reads use a clock: a view does not find a row that has ended, although the row itself
 * remains until the next tick removes it.
 */
package org.waymark.store.view;
