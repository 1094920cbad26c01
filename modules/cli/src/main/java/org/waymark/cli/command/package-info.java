/** Conventions that all commands share: exit codes, one-line errors, log lines, and signals. */
package org.waymark.cli.command;
