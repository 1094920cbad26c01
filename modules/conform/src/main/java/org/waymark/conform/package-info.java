/**
 * Runs recorded cases of the original path server against this implementation and reports the
 * differences.
 *
 * <p>A {@link org.waymark.conform.vector.VectorFolder} contains groups of files, and the files
 * contain cases. Each group has one class, which recognizes the kinds of its cases by their fields,
 * never by name. The class computes the result of this implementation for a case, compares it with
 * everything that was recorded, and collects the differences in {@link
 * org.waymark.conform.vector.Findings}. Where this implementation deliberately differs from the
 * original, a named {@link org.waymark.conform.vector.Rule} converts the recorded expectation into
 * the new one.
 */
package org.waymark.conform;
