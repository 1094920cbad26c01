/** What every command keeps to: exit codes, errors in a line, log lines, signals. */
package org.waymark.cli.command;
