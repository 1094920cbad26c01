/**
 * Explains why a path between two ASes existed at a moment, or names the first stage that was
 * missing.
 */
package org.waymark.history.explain;
