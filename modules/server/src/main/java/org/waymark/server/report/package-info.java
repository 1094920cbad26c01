/** Reports to the operator of a path server: log lines, counters and the {@code .audit} topic. */
package org.waymark.server.report;
