package org.waymark.history.replay;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.waymark.history.LogRange;
import org.waymark.history.Moments;
import org.waymark.history.UnknownPastException;
import org.waymark.history.slice.SliceException;
import org.waymark.history.slice.SliceHead;
import org.waymark.history.slice.SliceReader;
import org.waymark.history.slice.SliceRecord;
import org.waymark.log.LogIdentity;
import org.waymark.log.LogRecord;
import org.waymark.log.Topic;

/**
 * Reads the records for a replay from a slice in a file. The file is read again for each call.
 * Methods throw {@link SliceException} if the file is not a complete slice.
 */
public final class SliceReplaySource implements ReplaySource {
  /** The name of the slice file in a directory into which a slice was imported. */
  public static final String IMPORTED = "slice.jsonl";

  private static final int BATCH = 1_000;

  private final Path file;
  private final SliceHead head;

  /**
   * Reads the whole file once, so that an invalid line is found before any other line is used.
   *
   * @param fileOrDirectory a slice, or a directory into which a slice was imported
   * @throws SliceException if the file does not contain a complete slice
   */
  public SliceReplaySource(Path fileOrDirectory) {
    file = Files.isDirectory(fileOrDirectory) ? fileOrDirectory.resolve(IMPORTED) : fileOrDirectory;
    try (SliceReader reader = SliceReader.open(file)) {
      head = reader.head();
      while (reader.next().isPresent()) {
        // The records are read only to check them.
      }
    }
  }

  /** {@return the file that contains the slice} */
  public Path file() {
    return file;
  }

  @Override
  public LogIdentity identity() {
    return head.log();
  }

  @Override
  public String prefix() {
    return head.prefix();
  }

  @Override
  public String where() {
    return "the log %s in the slice %s".formatted(head.prefix(), file);
  }

  @Override
  public long trustStart() {
    return head.trustStart();
  }

  @Override
  public long trustEnd() {
    return head.trustEnd();
  }

  /**
   * Determines the range. It always includes the start of the slice, because a slice contains no
   * unnecessary records.
   */
  @Override
  public LogRange range(Optional<String> from, Optional<String> to) {
    LogRange whole = head.events();
    long last = to.map(this::offset).orElse(whole.to());
    long next = from.map(this::offset).orElse(Math.min(whole.from(), last));
    if (next > last) {
      throw new IllegalArgumentException(
          "the range begins at offset %d, after its end at offset %d: swap the two moments"
              .formatted(next, last));
    }
    long endsMs = to.map(text -> timeMs(text, last)).orElse(whole.endsMs());
    return new LogRange(whole.first(), whole.beginsMs(), next, last, endsMs);
  }

  private long offset(String text) {
    LogRange whole = head.events();
    OptionalLong instant = Moments.instant(text, whole.endsMs());
    if (instant.isEmpty()) {
      long offset = Long.parseLong(text);
      if (offset < whole.first() || offset > whole.to()) {
        throw new UnknownPastException(
            "offset %d is not in the slice, which has offsets %d to %d"
                .formatted(offset, whole.first(), whole.to()));
      }
      return offset;
    }
    if (instant.getAsLong() > whole.endsMs()) {
      throw new UnknownPastException(
          "%s is later than the end of the slice, %s"
              .formatted(
                  Instant.ofEpochMilli(instant.getAsLong()), Instant.ofEpochMilli(whole.endsMs())));
    }
    long after =
        first(record -> record.recordTimeMs() > instant.getAsLong())
            .map(LogRecord::offset)
            .orElse(whole.to());
    if (after == whole.first() && after < whole.to()) {
      throw new UnknownPastException(
          "%s is before the first record of the slice, offset %d"
              .formatted(Instant.ofEpochMilli(instant.getAsLong()), after));
    }
    return after;
  }

  private long timeMs(String text, long offset) {
    OptionalLong instant = Moments.instant(text, head.events().endsMs());
    return instant.isPresent()
        ? instant.getAsLong()
        : first(record -> record.offset() >= offset - 1)
            .map(LogRecord::recordTimeMs)
            .orElse(head.events().endsMs());
  }

  private Optional<LogRecord> first(Predicate<LogRecord> wanted) {
    List<LogRecord> found = new ArrayList<>();
    read(
        Topic.EVENTS,
        head.events().first(),
        head.events().to(),
        records -> {
          records.stream().filter(wanted).findFirst().ifPresent(found::add);
          return found.isEmpty();
        });
    return found.stream().findFirst();
  }

  @Override
  public void read(Topic topic, long from, long to, Predicate<List<LogRecord>> batches) {
    List<LogRecord> batch = new ArrayList<>();
    try (SliceReader reader = SliceReader.open(file)) {
      Optional<SliceRecord> next = reader.next();
      while (next.isPresent() && !isAfter(next.get(), topic, to)) {
        LogRecord record = next.get().record();
        if (next.get().topic() == topic && record.offset() >= from) {
          batch.add(record);
          if (batch.size() == BATCH) {
            if (!batches.test(List.copyOf(batch))) {
              return;
            }
            batch.clear();
          }
        }
        next = reader.next();
      }
    }
    if (!batch.isEmpty()) {
      batches.test(List.copyOf(batch));
    }
  }

  private static boolean isAfter(SliceRecord record, Topic topic, long to) {
    boolean passed = topic == Topic.TRUST && record.topic() == Topic.EVENTS;
    return passed || record.topic() == topic && record.record().offset() >= to;
  }
}
