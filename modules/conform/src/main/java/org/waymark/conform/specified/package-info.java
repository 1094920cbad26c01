/**
 * A path server written directly from the text of the specification. It determines how a {@link
 * org.waymark.conform.vector.Rule} changes a recorded expectation.
 */
package org.waymark.conform.specified;
