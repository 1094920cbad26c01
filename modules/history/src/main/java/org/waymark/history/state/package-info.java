/** Finds out what a store contained at a moment, and how two moments differ. */
package org.waymark.history.state;
