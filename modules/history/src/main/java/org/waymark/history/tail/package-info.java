/** Describes the records of a topic one by one, in the form that {@code waymark tail} prints. */
package org.waymark.history.tail;
