/**
 * Reads of one state: the {@link org.waymark.store.view.ReadView} that serves requests, and the
 * searches behind it.
 *
 * <p>Only reads use a clock: a row that has ended is no longer found, although the rows keep it
 * until the next tick.
 */
package org.waymark.store.view;
