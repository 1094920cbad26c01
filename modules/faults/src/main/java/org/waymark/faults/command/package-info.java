/** The {@code faults} command: which runs it performs, and what it prints and records of them. */
package org.waymark.faults.command;
