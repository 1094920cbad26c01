/**
 * The event log in Kafka.
 *
 * <p>{@link org.waymark.log.kafka.KafkaEventLog} owns the clients: {@code KafkaAppender} appends
 * without ever blocking the caller, {@code KafkaTail} reads, {@code KafkaSurvey} asks the brokers
 * for a description of the topics, and {@code KafkaLease} competes for the lease. {@code
 * KafkaFailures} turns Kafka's exceptions into {@link org.waymark.log.LogException}s.
 */
package org.waymark.log.kafka;
