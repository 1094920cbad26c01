/** {@code waymark conform}, which compares this implementation with recorded cases. */
package org.waymark.cli.conform;
