/**
 * Reconstructs a past state from the log alone, by folding a part of the log again. This is slow,
 * but needs no store.
 */
package org.waymark.history.fold;
