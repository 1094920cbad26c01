/**
 * The outage buffer, which holds segments and revocations in memory while the log cannot be reached
 * (ARCHITECTURE, While Kafka is away).
 */
package org.waymark.server.outage;
