package org.waymark.bench;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.waymark.log.LogRecord;
import org.waymark.segment.ByteString;

/**
 * A log of events in a file, which is created once and then reused. For each record, the file
 * contains the record time (8 bytes), the length of the value (4 bytes) and the value.
 *
 * @param events the number of records
 */
record HistoryLog(Path file, long events) {
  /** The number of records that a replica reads, and therefore applies, at a time. */
  static final int BATCH = 1_000;

  private static final int BUFFER = 1 << 20;

  /**
   * {@return the log with the given number of events in a folder} The log is created if it does not
   * exist yet.
   */
  static HistoryLog in(Path folder, long events, Consumer<String> progress) throws IOException {
    Files.createDirectories(folder);
    Path file = folder.resolve("history-%d.log".formatted(events));
    if (!Files.exists(file)) {
      progress.accept("history: creating a log of %d events in %s".formatted(events, file));
      Path part = folder.resolve(file.getFileName() + ".part");
      try (Writer out = write(part)) {
        new HistoryLogMaker(events).make(out::write);
      }
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    }
    return new HistoryLog(file, events);
  }

  /** Creates the file of a log. */
  static Writer write(Path file) throws IOException {
    return new Writer(
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), BUFFER)));
  }

  /** Writes records in order. */
  static final class Writer implements AutoCloseable {
    private final DataOutputStream out;

    private Writer(DataOutputStream out) {
      this.out = out;
    }

    void write(long timeMs, byte[] value) throws IOException {
      out.writeLong(timeMs);
      out.writeInt(value.length);
      out.write(value);
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }

  /** {@return a log that consists of the first records of this one} */
  HistoryLog first(long count) {
    return new HistoryLog(file, count);
  }

  /** Receives records in order. */
  @FunctionalInterface
  interface Batches {
    void batch(List<LogRecord> records) throws IOException;
  }

  /** Reads all records. */
  void read(Batches batches) throws IOException {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER))) {
      for (long from = 0; from < events; from += BATCH) {
        List<LogRecord> batch = new ArrayList<>(BATCH);
        for (long offset = from; offset < Math.min(events, from + BATCH); offset++) {
          batch.add(read(in, offset));
        }
        batches.batch(batch);
      }
    } catch (EOFException e) {
      throw new InvalidRunException(
          file + " is truncated: delete the file, so that it is recreated");
    }
  }

  private static LogRecord read(DataInputStream in, long offset) throws IOException {
    long timeMs = in.readLong();
    byte[] value = new byte[in.readInt()];
    in.readFully(value);
    return new LogRecord(offset, 0, timeMs, ByteString.EMPTY, value);
  }
}
