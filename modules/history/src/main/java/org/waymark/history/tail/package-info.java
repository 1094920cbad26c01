/**
 * The records of a topic as they are in the log, described one by one: what {@code waymark tail}
 * prints.
 */
package org.waymark.history.tail;
