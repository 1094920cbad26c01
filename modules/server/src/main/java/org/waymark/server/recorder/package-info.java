/**
 * Records the entries of the outage buffer once the log can be reached again (ARCHITECTURE, While
 * Kafka is away).
 */
package org.waymark.server.recorder;
