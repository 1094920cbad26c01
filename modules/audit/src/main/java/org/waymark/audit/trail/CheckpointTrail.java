package org.waymark.audit.trail;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.waymark.audit.checkpoint.Checkpoint;
import org.waymark.audit.note.SignedNote;
import org.waymark.log.EventLog;
import org.waymark.log.LogException;
import org.waymark.log.LogRecord;
import org.waymark.log.Topic;
import org.waymark.wire.Decoded;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.event.Event;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.event.EventCodec;

/**
 * The signed checkpoints in {@code .audit}, in the order in which they were appended. Other
 * records, and records that cannot be read, are skipped. Methods block while they read the log.
 */
public final class CheckpointTrail {
  /**
   * The time span to search for checkpoints, in milliseconds. Replicas sign a checkpoint every
   * minute, but some may be missing after a failover.
   */
  private static final long SEARCHED_MS = TimeUnit.MINUTES.toMillis(15);

  private final EventLog eventLog;
  private final EventCodec events = new EventCodec(DecoderLimits.DEFAULT);

  public CheckpointTrail(EventLog eventLog) {
    this.eventLog = eventLog;
  }

  /**
   * {@return the checkpoints of all topics in a range of offsets of {@code .audit}}
   *
   * @param to the offset after the last record to read, at most the end of the topic
   * @throws LogException if the log cannot be read
   */
  public List<SignedCheckpoint> between(long from, long to) {
    List<SignedCheckpoint> found = new ArrayList<>();
    read(from, to, found::add);
    return List.copyOf(found);
  }

  private void read(long from, long to, Consumer<SignedCheckpoint> reader) {
    if (from < to) {
      eventLog.read(
          Topic.AUDIT,
          eventLog.identity().at(Topic.AUDIT, from),
          to,
          batch ->
              batch.stream()
                  .filter(record -> record.offset() < to)
                  .flatMap(record -> checkpoint(record).stream())
                  .forEach(reader));
    }
  }

  private Optional<SignedCheckpoint> checkpoint(LogRecord record) {
    if (!(events.decode(record.value()) instanceof Decoded.Accepted<Event>(Event event))
        || !(event.body() instanceof EventBody.CheckpointSigned signed)) {
      return Optional.empty();
    }
    return SignedNote.parse(signed.note())
        .then(
            note ->
                Checkpoint.parse(note.text())
                    .map(read -> new SignedCheckpoint(record.offset(), note, read)))
        .asOptional();
  }

  /**
   * {@return the offset in {@code .audit} at which to start searching for checkpoints that were
   * signed at an instant or up to 15 min before it}
   *
   * @throws LogException if the log cannot be queried
   */
  public long shortlyBefore(long instantMs) {
    return eventLog.offsetAt(Topic.AUDIT, Math.max(0, instantMs - SEARCHED_MS));
  }

  /**
   * {@return the newest checkpoint of a topic, found by searching {@code .audit} backwards from its
   * end}
   *
   * @throws LogException if the log cannot be read
   */
  public Optional<SignedCheckpoint> newest(Topic topic) {
    return newest(topic, _ -> true);
  }

  /**
   * {@return the newest accepted checkpoint of a topic, found by searching {@code .audit} backwards
   * from its end}
   *
   * @throws LogException if the log cannot be read
   */
  public Optional<SignedCheckpoint> newest(Topic topic, Predicate<SignedCheckpoint> accepted) {
    String topicId = eventLog.identity().at(topic, 0).topicId();
    long start = eventLog.start(Topic.AUDIT);
    long to = eventLog.end(Topic.AUDIT).nextOffset();
    for (long step = 1 << 10; to > start; step *= 2) {
      long from = Math.max(start, to - step);
      List<SignedCheckpoint> newest = new ArrayList<>(1);
      read(
          from,
          to,
          signed -> {
            if (signed.isOf(topicId) && accepted.test(signed)) {
              newest.clear();
              newest.add(signed);
            }
          });
      if (!newest.isEmpty()) {
        return Optional.of(newest.getFirst());
      }
      to = from;
    }
    return Optional.empty();
  }

  /**
   * {@return the checkpoints at or before the offset from which a fold of the topic can start,
   * largest first} Such a checkpoint has a right edge and was signed around the instant, and the
   * record after it still exists.
   *
   * @param offset the offset at which the fold would begin without a checkpoint
   * @param instantMs an instant later than the record times before that offset
   * @throws LogException if the log cannot be read
   */
  public List<SignedCheckpoint> before(Topic topic, long offset, long instantMs) {
    String topicId = eventLog.identity().at(topic, 0).topicId();
    long first = eventLog.start(topic);
    long to = eventLog.offsetAt(Topic.AUDIT, Math.max(0, instantMs) + SEARCHED_MS);
    return between(Math.max(eventLog.start(Topic.AUDIT), shortlyBefore(instantMs)), to).stream()
        .filter(signed -> signed.isOf(topicId))
        .filter(signed -> signed.checkpoint().rightEdge().isPresent())
        .filter(signed -> signed.size() >= first && signed.size() <= offset)
        .sorted(Comparator.comparingLong(SignedCheckpoint::size).reversed())
        .toList();
  }
}
