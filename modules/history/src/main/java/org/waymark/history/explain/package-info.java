/**
 * Explains why a path between two ASes existed at a moment, or which stage was the first one
 * missing.
 */
package org.waymark.history.explain;
