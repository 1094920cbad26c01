/**
 * The command {@code waymark debug}: the debugger of the log on a terminal, with completion, or
 * with commands from a file.
 */
package org.waymark.cli.debug;
