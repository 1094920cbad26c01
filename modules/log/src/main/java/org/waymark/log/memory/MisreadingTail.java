package org.waymark.log.memory;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.waymark.log.LogRecord;
import org.waymark.log.Tail;
import org.waymark.log.Topic;

/** A tail that delivers one record without the last byte of its value, and all others unchanged. */
public final class MisreadingTail implements Tail {
  private final Tail tail;
  private final Map<Topic, Long> misread;
  private final Topic topic;

  /**
   * @param tail the tail that reads correctly; this object owns and closes it
   * @param misread the offset of the record to misread, by topic; an offset is removed when the
   *     record has been misread; thread-safe
   */
  public MisreadingTail(Tail tail, Map<Topic, Long> misread, Topic topic) {
    this.tail = tail;
    this.misread = misread;
    this.topic = topic;
  }

  @Override
  public List<LogRecord> poll(Duration atMost) {
    List<LogRecord> records = tail.poll(atMost);
    return misread.containsKey(topic) ? records.stream().map(this::asRead).toList() : records;
  }

  private LogRecord asRead(LogRecord record) {
    return misread.remove(topic, record.offset())
        ? new LogRecord(
            record.offset(),
            record.leaderEpoch(),
            record.recordTimeMs(),
            record.key(),
            Arrays.copyOf(record.value(), record.value().length - 1))
        : record;
  }

  @Override
  public long nextOffset() {
    return tail.nextOffset();
  }

  @Override
  public boolean isReading() {
    return tail.isReading();
  }

  @Override
  public void wakeup() {
    tail.wakeup();
  }

  @Override
  public void close() {
    tail.close();
  }
}
