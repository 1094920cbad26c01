/**
 * A path server written down from the prose of the specification: it tells what a {@link
 * org.waymark.conform.vector.Rule} turns a recorded expectation into.
 */
package org.waymark.conform.specified;
