/** What a path server tells its operator: log lines, counters and the {@code .audit} topic. */
package org.waymark.server.report;
