/**
 * The event log, the source of every change to a replica's state (ARCHITECTURE, The log).
 *
 * <p>A log has three topics ({@link org.waymark.log.Topic}) of one partition each, so the records
 * of each topic have a single order. Readers use a {@link org.waymark.log.Tail}, starting at a
 * {@link org.waymark.log.Position} that they keep themselves; writers call {@link
 * org.waymark.log.EventLog#append}, which returns the offset and the record time that the broker
 * assigned.
 *
 * <pre>{@code
 * LogInit.init(settings, replication, trust);          // once, by the operator
 * EventLog log = KafkaEventLog.open(settings, clock);  // at each start
 * LogCheck.verify(log, storedPositions);
 * LogWatch watch = LogWatch.start(log, clock, timers, state -> { });
 * try (Tail tail = log.tail(Topic.EVENTS, storedPosition)) {
 *   List<LogRecord> batch = tail.poll(Duration.ofMillis(100));
 * }
 * }</pre>
 *
 * <p>The holder of the log's {@link org.waymark.log.Lease} does the work that one replica does on
 * behalf of all.
 *
 * <p>A {@link org.waymark.log.Token} is the part of a position that clients keep: topic id and
 * offset.
 *
 * <p>Only {@link org.waymark.log.kafka.LogInit} creates topics. Only {@link
 * org.waymark.log.LogWatch} decides whether the log is reachable, is still the same log, and has
 * the required settings. A consumer cannot do this: it cannot tell a quiet log from a dead broker,
 * and silently keeps reading from a topic that was deleted and recreated.
 *
 * <p>{@link org.waymark.log.kafka.KafkaEventLog} and {@link
 * org.waymark.log.memory.InMemoryEventLog} pass the same contract tests; the latter can misbehave
 * on purpose.
 *
 * <p>Every failure is a {@link org.waymark.log.LogException} whose message says, in one line, what
 * happened, why, and what to do.
 */
package org.waymark.log;
