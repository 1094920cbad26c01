/**
 * The {@code faults} command, which selects and performs runs, prints their results and records
 * them.
 */
package org.waymark.faults.command;
