/**
 * The command {@code waymark debug}, which debugs a log, either interactively on a terminal or with
 * commands from standard input.
 */
package org.waymark.cli.debug;
