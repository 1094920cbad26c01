/**
 * Appending what the outage buffer holds, once the log is back (ARCHITECTURE, While Kafka is away).
 */
package org.waymark.server.recorder;
