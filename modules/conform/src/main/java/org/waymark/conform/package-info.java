/**
 * Runs recorded cases of the original path server against this implementation and says where they
 * differ.
 *
 * <p>A {@link org.waymark.conform.vector.VectorFolder} holds groups of files, a file holds cases.
 * Each group has one class that knows the kinds of its cases by their fields, never by a name. It
 * computes what this implementation makes of a case and compares everything that was recorded in
 * {@link org.waymark.conform.vector.Findings}. Where this implementation does better on purpose, a
 * named {@link org.waymark.conform.vector.Rule} turns the recorded expectation into ours.
 */
package org.waymark.conform;
