/** Describes the records of a topic one by one, as {@code waymark tail} prints them. */
package org.waymark.history.tail;
