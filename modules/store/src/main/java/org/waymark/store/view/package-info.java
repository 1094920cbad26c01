/**
 * Reads one state: the {@link org.waymark.store.view.ReadView} serves requests, and the other
 * classes search the rows for it.
 *
 * <p>Only reads use a clock: a view does not find expired rows, although they remain until the next
 * tick removes them.
 */
package org.waymark.store.view;
