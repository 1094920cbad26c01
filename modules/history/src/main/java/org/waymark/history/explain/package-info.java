/**
 * Explains why a path between two ASes existed at a moment, or which stage was the first to be
 * missing.
 */
package org.waymark.history.explain;
