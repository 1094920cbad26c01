/**
 * Records the entries of the outage buffer once the log is back (ARCHITECTURE, While Kafka is
 * away).
 */
package org.waymark.server.recorder;
