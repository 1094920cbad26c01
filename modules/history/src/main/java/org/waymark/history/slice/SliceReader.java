package org.waymark.history.slice;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.waymark.history.slice.SliceException.Kind;
import org.waymark.log.Topic;
import org.waymark.segment.Sha256;

/**
 * Reads a slice record by record, keeping only one line in memory. The last call of {@link #next}
 * checks the end, so the preceding records can be relied upon only after that call. Not
 * thread-safe.
 */
public final class SliceReader implements AutoCloseable {
  /** The maximum length of a line. Kafka accepts records of 1 MiB by default. */
  static final int MAX_LINE_BYTES = 16 << 20;

  private static final int BUFFER_BYTES = 1 << 16;

  private final String name;
  private final InputStream in;
  private final Sha256 sha = new Sha256();
  private final SliceHead head;
  private long line;
  private long records;
  private boolean ended;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int taken;
  private int filled;

  /**
   * Opens a file and reads its head.
   *
   * @throws SliceException if the file cannot be read, or is not a slice
   */
  public static SliceReader open(Path file) {
    try {
      return of(file.toString(), Files.newInputStream(file));
    } catch (IOException e) {
      throw new SliceException(file.toString(), 1, e);
    }
  }

  /**
   * Reads the head of a slice in a stream, which {@link #close} closes.
   *
   * @param name the name of the stream, for messages
   * @throws SliceException if the stream cannot be read, or is not a slice; in that case, the
   *     stream is closed
   */
  static SliceReader of(String name, InputStream in) {
    try {
      return new SliceReader(name, in);
    } catch (RuntimeException | Error failed) {
      try {
        in.close();
      } catch (IOException e) {
        failed.addSuppressed(e);
      }
      throw failed;
    }
  }

  private SliceReader(String name, InputStream in) {
    this.name = name;
    this.in = in;
    byte[] first = line().orElseThrow(() -> wrong(Kind.NO_SLICE, "the file is empty"));
    OptionalLong version = SliceLines.version(first);
    if (version.isEmpty()) {
      throw wrong(Kind.NO_SLICE, "this is not the head of a slice");
    }
    if (!SliceLines.isKnown(version.getAsLong())) {
      throw wrong(Kind.UNKNOWN_VERSION, "the slice has the unknown version " + version.getAsLong());
    }
    head =
        SliceLines.head(first).orElseThrow(() -> wrong(Kind.BROKEN_LINE, "the head is malformed"));
    sha.addBytes(first);
  }

  public SliceHead head() {
    return head;
  }

  /**
   * Reads the next record.
   *
   * @return the record; empty after the last record, if the file ends correctly
   * @throws SliceException if the line or the file is invalid
   */
  public Optional<SliceRecord> next() {
    if (ended) {
      return Optional.empty();
    }
    byte[] read =
        line()
            .orElseThrow(
                () ->
                    wrong(
                        Kind.MISSING_END,
                        "the file ends after %d of %d records".formatted(records, head.records())));
    Optional<SliceLines.End> end = SliceLines.end(read);
    if (end.isPresent()) {
      check(end.get());
      ended = true;
      return Optional.empty();
    }
    SliceRecord record =
        SliceLines.record(read)
            .orElseThrow(
                () -> wrong(Kind.BROKEN_LINE, "this is neither a record nor the end of a slice"));
    checkOrder(record);
    sha.addBytes(read);
    records++;
    return Optional.of(record);
  }

  private void checkOrder(SliceRecord found) {
    if (records == head.records()) {
      throw wrong(
          Kind.WRONG_COUNT,
          "there are more records than the %d stated in the head".formatted(records));
    }
    long trust = head.trustEnd() - head.trustStart();
    boolean isTrust = records < trust;
    Topic topic = isTrust ? Topic.TRUST : Topic.EVENTS;
    long next = isTrust ? head.trustStart() + records : head.events().first() + records - trust;
    if (found.topic() != topic || found.record().offset() != next) {
      throw wrong(
          Kind.WRONG_ORDER,
          "this is record %d of %s, but record %d of %s was expected"
              .formatted(found.record().offset(), found.topic().suffix(), next, topic.suffix()));
    }
  }

  private void check(SliceLines.End end) {
    if (records != head.records() || end.records() != records) {
      throw wrong(
          Kind.WRONG_COUNT,
          "there are %d records, but %d according to the head and %d according to the end"
              .formatted(records, head.records(), end.records()));
    }
    if (!end.sha256().equals(sha.digest())) {
      throw wrong(Kind.WRONG_HASH, "the hash differs from that of the preceding lines");
    }
    if (read() >= 0) {
      line++;
      throw wrong(Kind.AFTER_END, "there is data after the end of the slice");
    }
  }

  /**
   * Creates the exception for a slice with too many records. {@return an exception that names the
   * line of the last record}
   */
  public SliceException tooLarge(String why) {
    return wrong(Kind.TOO_LARGE, why);
  }

  /** {@return the next line with its line feed; empty at the end of the file} */
  private Optional<byte[]> line() {
    line++;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int next = read();
    if (next < 0) {
      return Optional.empty();
    }
    while (next >= 0) {
      bytes.write(next);
      if (next == '\n') {
        return Optional.of(bytes.toByteArray());
      }
      if (bytes.size() == MAX_LINE_BYTES) {
        throw wrong(
            Kind.LONG_LINE, "the line is more than %d bytes long".formatted(MAX_LINE_BYTES));
      }
      next = read();
    }
    throw wrong(Kind.MISSING_END, "the file ends in the middle of the line");
  }

  /** Reads one byte from a separate buffer, because a stream would acquire a lock for each byte. */
  private int read() {
    try {
      if (filled >= 0 && taken == filled) {
        taken = 0;
        filled = in.read(buffer);
      }
      return filled < 0 ? -1 : buffer[taken++] & 0xFF;
    } catch (IOException e) {
      throw new SliceException(name, line, e);
    }
  }

  private SliceException wrong(Kind kind, String why) {
    return new SliceException(kind, name, line, why);
  }

  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException e) {
      throw new SliceException(name, line, e);
    }
  }
}
