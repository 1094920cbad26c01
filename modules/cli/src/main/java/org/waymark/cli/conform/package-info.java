/** {@code waymark conform}: prints where recorded cases and this implementation differ. */
package org.waymark.cli.conform;
