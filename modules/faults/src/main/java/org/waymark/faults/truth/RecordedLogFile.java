package org.waymark.faults.truth;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.waymark.log.Entry;
import org.waymark.log.Topic;
import org.waymark.segment.ByteString;

/**
 * The file with which one process passes a recorded log to another process. It contains the number
 * of entries (4 bytes) and, for each entry, the record time (8 bytes), the topic number (1 byte),
 * the kind (UTF-8, preceded by its length in 2 bytes), and the key and the value (each preceded by
 * its length in 4 bytes). Numbers are big-endian.
 */
public final class RecordedLogFile {
  private RecordedLogFile() {}

  public static void write(RecordedLog log, Path file) throws IOException {
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
      out.writeInt(log.entries().size());
      for (RecordedLog.TimedEntry entry : log.entries()) {
        out.writeLong(entry.atMs());
        out.writeByte(entry.topic().ordinal());
        out.writeUTF(entry.entry().kind());
        write(out, entry.entry().key().unsafeBytes());
        write(out, entry.entry().value());
      }
    }
  }

  private static void write(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  public static RecordedLog read(Path file) throws IOException {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      int count = in.readInt();
      List<RecordedLog.TimedEntry> entries = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        long atMs = in.readLong();
        Topic topic = Topic.values()[in.readByte()];
        String kind = in.readUTF();
        entries.add(
            new RecordedLog.TimedEntry(
                atMs, topic, new Entry(ByteString.owning(bytes(in)), kind, bytes(in))));
      }
      return new RecordedLog(RecordedLogMaker.network(), entries);
    }
  }

  private static byte[] bytes(DataInputStream in) throws IOException {
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    return bytes;
  }
}
