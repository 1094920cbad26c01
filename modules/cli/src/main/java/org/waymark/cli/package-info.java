/**
 * The {@code waymark} command: one class per subcommand, thin over the modules that do the work.
 *
 * <p>What every subcommand keeps to: results on standard output, everything else on standard error;
 * exit code 0 for yes, 1 for no or nothing, 2 for an error; an error is one line that says what
 * happened, why, and what to do, and its stack trace is seen with {@code -v} only.
 */
package org.waymark.cli;
