/**
 * The event log in memory, for simulations and tests. It passes the same contract tests as the log
 * in Kafka, and misbehaves on request ({@link org.waymark.log.memory.LogFaults}).
 */
package org.waymark.log.memory;
