/**
 * A Kafka broker in this process: one KRaft node that is controller and broker at once, for the
 * demo, for {@code serve --embedded} and for tests.
 *
 * <p>{@link org.waymark.embedded.EmbeddedBroker#start} formats the directory the first time, binds
 * its ports before anything else, and returns when clients can be served. A fatal fault inside the
 * broker is told to a {@link org.waymark.embedded.FaultListener} and never ends the JVM.
 *
 * <p>The broker is as safe as one disk: acknowledged records survive its process, not a power cut,
 * because Kafka does not fsync them.
 *
 * <p>It logs through slf4j under {@code org.apache.kafka}, {@code kafka} and {@code
 * state.change.logger}: set these to WARN, at INFO a start writes a thousand lines.
 */
package org.waymark.embedded;
