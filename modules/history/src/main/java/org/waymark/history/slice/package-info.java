/**
 * A slice of a log in a file: one line of JSON for each record, with a head and an end, by which a
 * reader notices a file that was cut, reordered or edited. {@link
 * org.waymark.history.slice.SliceLines} specifies the format.
 */
package org.waymark.history.slice;
