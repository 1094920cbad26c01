/**
 * Determines the content of a store at a moment, and the differences between two moments or two
 * stores.
 */
package org.waymark.history.state;
