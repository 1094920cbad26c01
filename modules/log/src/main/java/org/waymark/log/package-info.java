/**
 * The event log: where every change of a replica's state comes from (ARCHITECTURE, The log).
 *
 * <p>A log has three topics of one partition each ({@link org.waymark.log.Topic}), hence one order
 * per topic. Reading goes by {@link org.waymark.log.Tail} from a {@link org.waymark.log.Position}
 * that the reader keeps itself; writing by {@link org.waymark.log.EventLog#append}, which answers
 * with the offset and the record time the broker gave.
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
 * <p>What one replica does for all is done by the holder of the log's {@link
 * org.waymark.log.Lease}.
 *
 * <p>Topics are made by {@link org.waymark.log.LogInit} and by nothing else. Whether the log is
 * there, is the same one and is still as it should be is decided by {@link
 * org.waymark.log.LogWatch} alone: a consumer cannot tell a quiet log from a dead broker, and reads
 * on silently in a topic that was deleted and made again.
 *
 * <p>{@link org.waymark.log.KafkaEventLog} and {@link org.waymark.log.InMemoryEventLog} pass the
 * same contract test; the second can misbehave on purpose.
 *
 * <p>Every failure is a {@link org.waymark.log.LogException} whose message is one line: what
 * happened, why, and what to do.
 */
package org.waymark.log;
