/**
 * Answers questions about past states, about the history of single objects and about differences
 * between states, and explains changes and missing paths.
 *
 * <p>Every answer is a pure function of a {@link org.waymark.store.history.HistoryView} and a
 * {@link org.waymark.history.Moment}; no code here opens a socket, reads a clock or changes a
 * store.
 */
package org.waymark.history;
