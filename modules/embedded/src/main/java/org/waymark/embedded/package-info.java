/**
 * A Kafka broker in this process: one KRaft node that is both controller and broker, for the demo,
 * for {@code serve --embedded} and for tests.
 *
 * <p>{@link org.waymark.embedded.EmbeddedBroker#start} formats a new directory, binds its ports
 * before it starts anything, and returns once clients can be served. A fatal fault inside the
 * broker is reported to a {@link org.waymark.embedded.FaultListener} and never ends the JVM.
 *
 * <p>Acknowledged records survive the end of the process but not a power cut, because Kafka does
 * not fsync them, and they are lost if their only disk fails.
 *
 * <p>The broker logs through slf4j under {@code org.apache.kafka}, {@code kafka} and {@code
 * state.change.logger}. Set these to WARN: at INFO, a start writes a thousand lines.
 */
package org.waymark.embedded;
