package org.waymark.store.apply;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.waymark.audit.tree.RecordLeaf;
import org.waymark.log.LogRecord;
import org.waymark.log.Topic;
import org.waymark.segment.ByteString;
import org.waymark.segment.PathSegment;
import org.waymark.store.row.SegmentValue;

/**
 * Consecutive records of one topic, with everything that follows from each record alone: the
 * decoded fact, the row of a segment, and the hash of the leaf. Any thread can prepare a batch, so
 * a replica does so on the thread that reads the log, while another thread applies.
 *
 * <p>Decoded records occupy several times as much memory as the log's bytes. Therefore, only the
 * first records of a batch are prepared, up to a memory limit; apply prepares the others one by
 * one.
 *
 * <p>Preparing a batch never fails. If preparing a record throws an exception, that record and the
 * records after it stay unprepared, and apply encounters the exception when it gets to the record.
 */
public final class PreparedBatch {
  private static final long MOST_BYTES = 8 << 20;

  /** The memory that the objects of a prepared record occupy, excluding the bytes of a segment. */
  private static final int RECORD_BYTES = 512;

  private final Topic topic;
  private final List<LogRecord> records;
  private final Optional<String> topicId;
  private final FactDecoder facts;
  private final List<Prepared> prepared = new ArrayList<>();

  /**
   * A prepared record.
   *
   * @param row the row of the segment, if the record contains one
   * @param leafHash the hash of the leaf in the Merkle tree of the topic, unless it was not needed
   */
  private record Prepared(Fact fact, Optional<SegmentValue> row, Optional<ByteString> leafHash) {}

  private PreparedBatch(
      Topic topic, List<LogRecord> records, Optional<String> topicId, FactDecoder facts) {
    this.topic = topic;
    this.records = records;
    this.topicId = topicId;
    this.facts = facts;
  }

  /** Creates a batch in which no records have been prepared yet. */
  public static PreparedBatch unprepared(Topic topic, List<LogRecord> records, FactDecoder facts) {
    return new PreparedBatch(topic, records, Optional.empty(), facts);
  }

  /**
   * Prepares a batch.
   *
   * @param topicId the id of the topic; empty if its tree is not computed
   */
  public static PreparedBatch of(
      Topic topic, List<LogRecord> records, Optional<String> topicId, FactDecoder facts) {
    PreparedBatch batch = new PreparedBatch(topic, records, topicId, facts);
    if (topic == Topic.EVENTS) {
      batch.prepare();
    }
    return batch;
  }

  private void prepare() {
    long bytes = 0;
    try {
      for (LogRecord record : records) {
        Prepared next = prepare(record);
        bytes += RECORD_BYTES + memoryBytes(next);
        if (bytes > MOST_BYTES) {
          return;
        }
        prepared.add(next);
      }
    } catch (RuntimeException | Error _) {
      // Nothing is lost: apply prepares this record again, encounters the same exception, and
      // stops, but only after applying the records before it.
      return;
    }
  }

  private Prepared prepare(LogRecord record) {
    Fact fact = facts.decode(record.value());
    return new Prepared(fact, row(record, fact), topicId.map(id -> RecordLeaf.hash(id, record)));
  }

  private static Optional<SegmentValue> row(LogRecord record, Fact fact) {
    return fact instanceof Fact.Segment(PathSegment segment, var type, var source)
        ? Optional.of(SegmentValue.of(segment, record.recordTimeMs(), record.offset()))
        : Optional.empty();
  }

  private static long memoryBytes(Prepared one) {
    long row = one.row.map(value -> (long) value.array().length).orElse(0L);
    return one.fact instanceof Fact.Segment(PathSegment segment, var type, var source)
        ? row + segment.memoryBytes()
        : row;
  }

  public Topic topic() {
    return topic;
  }

  /** {@return the records, in offset order} */
  public List<LogRecord> records() {
    return records;
  }

  /** Applies one of the records. */
  public Applied apply(int index, EventsApply apply) {
    LogRecord record = records.get(index);
    Prepared one = index < prepared.size() ? prepared.get(index) : prepare(record);
    return apply.apply(record.offset(), record.recordTimeMs(), one.fact, one.row);
  }

  /**
   * {@return the hash of the leaf of one of the records}
   *
   * @param id the id of the topic
   */
  public ByteString leafHash(int index, String id) {
    boolean isHashed = index < prepared.size() && topicId.equals(Optional.of(id));
    return isHashed
        ? prepared.get(index).leafHash.orElseThrow()
        : RecordLeaf.hash(id, records.get(index));
  }
}
