/** Collects the events in the life of a segment, an interface or an AS. */
package org.waymark.history.life;
