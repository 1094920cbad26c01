/**
 * The {@code waymark} command, with one thin class for each subcommand; other modules do the work.
 *
 * <p>Every subcommand follows the same rules. Results go to standard output, everything else to
 * standard error. The exit code is 0 for success, 1 for "no" or an empty result, and 2 for an
 * error. An error is reported in one line that says what happened, why, and what to do; its stack
 * trace appears only with {@code -v}.
 */
package org.waymark.cli;
