package org.waymark.bench;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.waymark.store.row.BatchBytes;
import org.waymark.store.row.RowBatch;

/**
 * A file with the batches of rows that a fold wrote. For each batch, the file contains the length
 * (4 bytes) and the changes as encoded by {@link BatchBytes}. The length -1 marks the end.
 */
final class RowsFile {
  private static final int BUFFER = 1 << 20;
  private static final int END = -1;

  private RowsFile() {}

  /** Creates the file. */
  static Writer create(Path file) throws IOException {
    return new Writer(
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), BUFFER)));
  }

  /** Writes batches. */
  static final class Writer implements AutoCloseable {
    private final DataOutputStream out;

    private Writer(DataOutputStream out) {
      this.out = out;
    }

    void batch(RowBatch batch) {
      BatchBytes changes = new BatchBytes(BareRows::columnFamily);
      batch.forEach(changes);
      byte[] bytes = changes.toBytes();
      try {
        out.writeInt(bytes.length);
        out.write(bytes);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() throws IOException {
      out.writeInt(END);
      out.close();
    }
  }

  /** Opens the file. */
  static Reader open(Path file) throws IOException {
    return new Reader(
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER)));
  }

  /** Reads batches. */
  static final class Reader implements AutoCloseable {
    private final DataInputStream in;

    private Reader(DataInputStream in) {
      this.in = in;
    }

    /** {@return the next batch; empty after the last one} */
    Optional<byte[]> next() throws IOException {
      int length = in.readInt();
      if (length == END) {
        return Optional.empty();
      }
      byte[] changes = new byte[length];
      in.readFully(changes);
      return Optional.of(changes);
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
