/** What a store held at a moment, and how two moments differ. */
package org.waymark.history.state;
