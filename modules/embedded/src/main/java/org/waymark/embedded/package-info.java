/**
 * A Kafka broker in this process: one KRaft node that is both controller and broker, for the demo,
 * for {@code serve --embedded} and for tests.
 *
 * <p>{@link org.waymark.embedded.EmbeddedBroker#start} formats a new directory, binds all ports
 * before starting anything, and returns when the broker can serve clients. A fatal fault inside the
 * broker is reported to a {@link org.waymark.embedded.FaultListener} and never ends the JVM.
 *
 * <p>Acknowledged records survive a crash of the process, but not a power cut, because Kafka does
 * not fsync them. If the disk fails, all records are lost, because there is only one copy.
 *
 * <p>The broker logs through slf4j under {@code org.apache.kafka}, {@code kafka} and {@code
 * state.change.logger}. Set these loggers to WARN, because at INFO a start of the broker writes a
 * thousand lines.
 */
package org.waymark.embedded;
