package org.waymark.history.slice;

import java.io.IOException;
import java.io.OutputStream;
import org.waymark.log.Topic;
import org.waymark.segment.Sha256;

/** Writes a slice. Not thread-safe. */
public final class SliceWriter {
  private final OutputStream out;
  private final SliceHead head;
  private final Sha256 sha = new Sha256();
  private long records;

  /** Writes the head. The caller must close the stream. */
  public SliceWriter(OutputStream out, SliceHead head) throws IOException {
    this.out = out;
    this.head = head;
    write(SliceLines.head(head));
  }

  /**
   * Writes the next record.
   *
   * @throws IllegalArgumentException if the record is not the next record of the range, or is too
   *     large for a line
   */
  public void write(SliceRecord one) throws IOException {
    long trust = head.trustEnd() - head.trustStart();
    boolean isTrust = records < trust;
    long next = isTrust ? head.trustStart() + records : head.events().first() + records - trust;
    if (one.topic() != (isTrust ? Topic.TRUST : Topic.EVENTS) || one.record().offset() != next) {
      throw new IllegalArgumentException(
          "record %d of %s was written, but record %d is next"
              .formatted(one.record().offset(), one.topic().suffix(), next));
    }
    byte[] line = SliceLines.record(one);
    if (line.length > SliceReader.MAX_LINE_BYTES) {
      throw new IllegalArgumentException(
          "record %d of %s is %d bytes long, which is too large for a slice"
              .formatted(next, one.topic().suffix(), one.record().value().length));
    }
    records++;
    write(line);
  }

  /**
   * Writes the end of the slice.
   *
   * @throws IllegalStateException if records are missing
   */
  public void end() throws IOException {
    if (records != head.records()) {
      throw new IllegalStateException(
          "only %d of %d records were written".formatted(records, head.records()));
    }
    out.write(SliceLines.end(new SliceLines.End(records, sha.digest())));
    out.flush();
  }

  private void write(byte[] line) throws IOException {
    sha.addBytes(line);
    out.write(line);
  }
}
