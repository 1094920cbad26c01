package org.waymark.history.replay;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.waymark.history.LogRange;
import org.waymark.history.UnknownPastException;
import org.waymark.history.slice.SliceReader;
import org.waymark.history.slice.SliceRecord;
import org.waymark.log.LogRecord;
import org.waymark.log.Topic;

/**
 * The differences between a replay and what actually happened.
 *
 * @param without the offsets of the records that are left out; all other records keep their offsets
 * @param with records by offset. Each record replaces the record with the same offset. Records
 *     after the end of the range are appended, and must follow the range without a gap.
 * @param withFrom the file that contains these records; empty if there are none
 */
public record ReplayChanges(
    SortedSet<Long> without, SortedMap<Long, LogRecord> with, String withFrom) {
  /** No changes: the replay shows what actually happened. */
  public static final ReplayChanges NONE =
      new ReplayChanges(Collections.emptySortedSet(), Collections.emptySortedMap(), "");

  private static final int MAX_WITH = 100_000;
  private static final long MAX_WITH_BYTES = 64L << 20;

  public ReplayChanges {
    without = Collections.unmodifiableSortedSet(new TreeSet<>(without));
    with = Collections.unmodifiableSortedMap(new TreeMap<>(with));
  }

  /**
   * Reads the records in the range of a slice, without the earlier records that are included only
   * to determine the states in that range.
   *
   * @throws org.waymark.history.slice.SliceException if the file is not a complete slice, or
   *     contains more than {@value #MAX_WITH} records or 64 MiB in that range
   */
  public static ReplayChanges of(SortedSet<Long> without, Path with) {
    SortedMap<Long, LogRecord> records = new TreeMap<>();
    long bytes = 0;
    try (SliceReader reader = SliceReader.open(with)) {
      long from = reader.head().events().from();
      Optional<SliceRecord> next = reader.next();
      while (next.isPresent()) {
        LogRecord record = next.get().record();
        if (next.get().topic() == Topic.EVENTS && record.offset() >= from) {
          records.put(record.offset(), record);
          bytes += record.key().size() + record.value().length;
        }
        if (records.size() > MAX_WITH || bytes > MAX_WITH_BYTES) {
          throw reader.tooLarge(
              "there are more than %d records, or %d MiB, to replace or append"
                  .formatted(MAX_WITH, MAX_WITH_BYTES >> 20));
        }
        next = reader.next();
      }
    }
    return new ReplayChanges(without, records, with.toString());
  }

  boolean isNone() {
    return without.isEmpty() && with.isEmpty();
  }

  /**
   * {@return the given range, extended to include the records that these changes append}
   *
   * @throws UnknownPastException if a change is outside the range
   * @throws IllegalArgumentException if a record is both replaced and left out
   */
  LogRange appliedTo(LogRange range) {
    long to = range.to();
    long endsMs = range.endsMs();
    for (LogRecord record : with.tailMap(to).values()) {
      if (record.offset() != to) {
        throw new UnknownPastException(
            ("the record with offset %d of %s cannot be appended, because the record with offset"
                    + " %d is missing")
                .formatted(record.offset(), withFrom, to));
      }
      to++;
      endsMs = Math.max(endsMs, record.recordTimeMs());
    }
    requireIn(range, to, with.keySet(), "a record of " + withFrom + " has");
    requireIn(range, to, without, "a record to leave out has");
    without.stream()
        .filter(with::containsKey)
        .findFirst()
        .ifPresent(
            both -> {
              throw new IllegalArgumentException(
                  "the record with offset %d cannot be both left out and replaced".formatted(both));
            });
    return range.extended(to, endsMs);
  }

  private static void requireIn(LogRange range, long to, Iterable<Long> offsets, String subject) {
    for (long offset : offsets) {
      if (offset < range.first() || offset >= to) {
        throw new UnknownPastException(
            "%s offset %d, but the replay reads offsets %d to %d"
                .formatted(subject, offset, range.first(), to - 1));
      }
    }
  }

  /** {@return the batch with the replacement records} */
  List<LogRecord> replaced(List<LogRecord> batch) {
    return with.isEmpty()
        ? batch
        : batch.stream().map(record -> with.getOrDefault(record.offset(), record)).toList();
  }
}
