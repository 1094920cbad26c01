package org.waymark.history.replay;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.LongPredicate;
import org.waymark.history.LogRange;
import org.waymark.history.slice.SliceHead;
import org.waymark.history.slice.SliceRecord;
import org.waymark.history.slice.SliceWriter;
import org.waymark.log.LogRecord;
import org.waymark.log.Topic;

/** Writes all of {@code .trust} and a range of {@code .events} as a slice. */
public final class SliceExport {
  private SliceExport() {}

  /**
   * Writes the slice. The caller must close the stream.
   *
   * @param goesOn receives the number of records written so far, and returns false to stop the
   *     export
   * @return whether the slice is complete; otherwise, the export was stopped, which readers of the
   *     slice detect
   * @throws org.waymark.log.LogException if the log cannot be read
   */
  public static boolean write(
      ReplaySource source, LogRange range, OutputStream out, LongPredicate goesOn)
      throws IOException {
    SliceHead head =
        new SliceHead(
            source.identity(), source.prefix(), source.trustStart(), source.trustEnd(), range);
    SliceWriter writer = new SliceWriter(out, head);
    Export export = new Export(writer, goesOn);
    try {
      source.read(
          Topic.TRUST,
          head.trustStart(),
          head.trustEnd(),
          records -> export.take(Topic.TRUST, records));
      if (!export.stopped) {
        source.read(
            Topic.EVENTS, range.first(), range.to(), records -> export.take(Topic.EVENTS, records));
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    if (!export.stopped) {
      writer.end();
    }
    return !export.stopped;
  }

  private static final class Export {
    private final SliceWriter writer;
    private final LongPredicate goesOn;
    private long written;
    private boolean stopped;

    private Export(SliceWriter writer, LongPredicate goesOn) {
      this.writer = writer;
      this.goesOn = goesOn;
    }

    private boolean take(Topic topic, List<LogRecord> records) {
      try {
        for (LogRecord record : records) {
          writer.write(new SliceRecord(topic, record));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      written += records.size();
      stopped = !goesOn.test(written);
      return !stopped;
    }
  }
}
