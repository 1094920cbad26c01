/**
 * The command {@code waymark debug}, which runs the debugger of the log, either on a terminal with
 * completion or with commands from a file.
 */
package org.waymark.cli.debug;
