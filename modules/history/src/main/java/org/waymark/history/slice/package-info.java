/**
 * Slices of a log in files. A slice has one line of JSON for each record, and a head and an end
 * that let a reader detect whether the file was truncated, reordered or edited. {@link
 * org.waymark.history.slice.SliceLines} specifies the format.
 */
package org.waymark.history.slice;
