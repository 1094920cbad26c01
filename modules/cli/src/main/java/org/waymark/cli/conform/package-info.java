/**
 * {@code waymark conform}: runs recorded cases of the original path server against this
 * implementation and prints where they differ.
 *
 * <p>A {@link org.waymark.cli.conform.VectorFolder} contains groups of files, and a file contains
 * cases. Each group has one class, which recognizes the kinds of its cases by their fields, never
 * by name. It runs this implementation on a case, compares the result with everything that was
 * recorded, and reports differences to {@link org.waymark.cli.conform.Findings}. Where this
 * implementation deliberately does better, a named {@link org.waymark.cli.conform.Rule} changes the
 * recorded expectation into ours.
 */
package org.waymark.cli.conform;
