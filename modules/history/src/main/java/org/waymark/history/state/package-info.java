/** Determines the content of a store at a moment, and the differences between two moments. */
package org.waymark.history.state;
