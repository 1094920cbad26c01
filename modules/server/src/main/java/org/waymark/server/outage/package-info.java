/**
 * The outage buffer: what is held in memory, not recorded, while the log is away (ARCHITECTURE,
 * While Kafka is away).
 */
package org.waymark.server.outage;
