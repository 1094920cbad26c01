package org.waymark.server.replicas;

import org.waymark.wire.event.EventBody;

/**
 * A report of another replica, as read from {@code .audit}.
 *
 * @param replica the id of the reporting replica
 * @param recordTimeMs the record time of the report in Unix milliseconds
 */
record ReceivedReport(String replica, long recordTimeMs, EventBody.ReplicaReported body) {}
