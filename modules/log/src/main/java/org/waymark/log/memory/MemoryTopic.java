package org.waymark.log.memory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.waymark.log.Entry;
import org.waymark.log.LastRecord;
import org.waymark.log.LogEnd;
import org.waymark.log.LogException;
import org.waymark.log.LogRecord;
import org.waymark.log.TopicSettings;
import org.waymark.log.TopicView;

/** One topic of an in-memory log. Callers hold the lock of the log. */
final class MemoryTopic {
  private final String name;
  private final Map<String, String> settings = new HashMap<>(TopicSettings.made(1));
  private final List<LogRecord> records = new ArrayList<>();
  private String topicId;
  private int made;
  private boolean exists;
  private int partitions;
  private int leaderEpoch;
  private int generation;
  private long start;
  private long unreadableFrom = Long.MAX_VALUE;
  private Optional<Backup> backup = Optional.empty();

  private record Backup(List<LogRecord> records, long start, int leaderEpoch) {}

  MemoryTopic(String name) {
    this.name = name;
    make();
  }

  /** Creates or recreates the topic, with a new id, no records, and the first epoch. */
  void make() {
    made++;
    topicId = name + "-" + made;
    records.clear();
    start = 0;
    leaderEpoch = 0;
    partitions = 1;
    exists = true;
    generation++;
    unreadableFrom = Long.MAX_VALUE;
  }

  void delete() {
    exists = false;
    records.clear();
    start = 0;
  }

  boolean exists() {
    return exists;
  }

  String name() {
    return name;
  }

  String topicId() {
    return topicId;
  }

  LogRecord append(Entry entry, long recordTimeMs) {
    LogRecord record = new LogRecord(end(), leaderEpoch, recordTimeMs, entry.key(), entry.value());
    records.add(record);
    return record;
  }

  /** {@return up to {@code most} records, starting at an offset} */
  List<LogRecord> from(long offset, int most) {
    long readable = Math.min(end(), unreadableFrom);
    if (offset >= readable && offset < end()) {
      throw new LogException.Unreadable(
          name, offset, "a fault was injected", "remove the fault", null);
    }
    int first = (int) (offset - start);
    int behind = (int) (readable - start);
    return List.copyOf(records.subList(first, Math.min(behind, first + most)));
  }

  long start() {
    return start;
  }

  long end() {
    return start + records.size();
  }

  int leaderEpoch() {
    return leaderEpoch;
  }

  long offsetAt(long timeMs) {
    return records.stream()
        .filter(record -> record.recordTimeMs() >= timeMs)
        .mapToLong(LogRecord::offset)
        .findFirst()
        .orElse(end());
  }

  void elect() {
    leaderEpoch++;
    generation++;
  }

  /**
   * {@return a number that changes whenever readers must reconnect, to the same leader or to a
   * different one}
   */
  int generation() {
    return generation;
  }

  void damage(long from) {
    unreadableFrom = from;
  }

  void mend() {
    unreadableFrom = Long.MAX_VALUE;
  }

  void backUp() {
    backup = Optional.of(new Backup(List.copyOf(records), start, leaderEpoch));
  }

  void restoreBackup() {
    Backup old = backup.orElseThrow();
    records.clear();
    records.addAll(old.records());
    start = old.start();
    leaderEpoch = old.leaderEpoch();
    elect();
  }

  void truncate(long end) {
    records.subList((int) (end - start), records.size()).clear();
    elect();
  }

  void trim(long newStart) {
    records.subList(0, (int) (newStart - start)).clear();
    start = newStart;
  }

  void widen(int newPartitions) {
    partitions = newPartitions;
  }

  void set(String setting, String value) {
    settings.put(setting, value);
  }

  /**
   * Checks that a reader can continue from a position, and throws an exception otherwise, like a
   * consumer that seeks with a leader epoch.
   *
   * <p>A consumer asks the leader for the end of the reader's epoch or, if the leader does not know
   * that epoch, of the newest older epoch. If this end is before the reader's position, the records
   * that were read after it have been truncated. An epoch that never existed says nothing about
   * which records are equal.
   */
  void validate(long nextOffset, LastRecord last) {
    int epoch = last.leaderEpoch();
    if (epoch > leaderEpoch) {
      throw new LogException.Truncated(name, nextOffset, OptionalLong.empty());
    }
    if (epoch != LastRecord.NO_EPOCH && epoch < leaderEpoch) {
      long endOfEpoch =
          records.stream()
              .filter(record -> record.leaderEpoch() > epoch)
              .mapToLong(LogRecord::offset)
              .findFirst()
              .orElse(end());
      if (endOfEpoch < nextOffset) {
        throw new LogException.Truncated(name, nextOffset, OptionalLong.of(endOfEpoch));
      }
    }
    if (nextOffset < start || nextOffset > end()) {
      throw new LogException.OutOfRange(name, nextOffset);
    }
  }

  /** Throws an exception if the record before an offset exists but is not the given record. */
  void compare(long nextOffset, LastRecord last) {
    if (last.isPresent()
        && nextOffset > start
        && !last.is(topicId, records.get((int) (nextOffset - 1 - start)))) {
      throw new LogException.OtherContent(name, nextOffset - 1);
    }
  }

  TopicView view() {
    return new TopicView(
        topicId, partitions, 1, settings, true, start, new LogEnd(end(), leaderEpoch));
  }
}
