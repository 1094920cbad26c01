/**
 * Reports to the operator of a path server through log lines, counters and the {@code .audit}
 * topic.
 */
package org.waymark.server.report;
