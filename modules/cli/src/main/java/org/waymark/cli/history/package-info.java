/** Commands that query the past: their sources, their queries, and the output of the answers. */
package org.waymark.cli.history;
