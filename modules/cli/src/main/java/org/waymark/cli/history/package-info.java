/**
 * The commands that query the past, with the sources of answers, the queries, and the output
 * formats.
 */
package org.waymark.cli.history;
