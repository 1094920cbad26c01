package org.waymark.store.backing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.waymark.log.Position;
import org.waymark.log.Topic;
import org.waymark.segment.ByteString;
import org.waymark.store.row.Positions;

/**
 * Describes a database as it was on disk after a flush: its positions row and its files. Each
 * opening compares the database with its seal, because RocksDB silently opens some truncated
 * manifests with a gap.
 *
 * <p>The file is UTF-8 text with one fact per line. Numbers are decimal, except checksums, which
 * are CRC-32C in hexadecimal:
 *
 * <pre>
 * waymark seal 1
 * positions HEX
 * file NAME SIZE CHECKSUM
 * ...
 * end CHECKSUM          of everything before this line
 * </pre>
 *
 * <p>Files of a database only grow by appending, so only the bytes that a file had when it was
 * sealed are compared. The database may be ahead of its seal, because writing continues after
 * sealing, but it is never behind its seal.
 *
 * <p>Example: a replica flushes at 12:00:00, when the next offset is 100, and seals that state:
 *
 * <pre>
 * waymark seal 1
 * positions 0200000002...
 * file 000012.sst 48211 9c0f3a1e
 * file MANIFEST-000005 312 1b2c3d4e
 * end 7a55e210
 * </pre>
 *
 * <p>It applies records up to offset 139 and flushes again at 12:00:30, which adds a table and
 * extends the manifest to 468 bytes. The replica is killed before it writes the next seal. At the
 * next start:
 *
 * <ul>
 *   <li>The database is at 140 and the seal at 100, and the first 312 bytes of the manifest have
 *       the sealed checksum. The database is ahead: it is used.
 *   <li>Had a crash of the machine cut the manifest to 200 bytes, RocksDB might open it with a gap.
 *       The file is now shorter than in the seal, so the database is damaged: it is set aside and
 *       rebuilt.
 *   <li>Had an operator restored last week's copy of the database directory, the database would be
 *       at 60. It is behind its seal: it is set aside and rebuilt.
 * </ul>
 *
 * @param positions the positions row on disk
 * @param files the files by name
 */
public record Seal(ByteString positions, SortedMap<String, SealedFile> files) {
  private static final String FIRST_LINE = "waymark seal 1";
  private static final String POSITIONS = "positions ";
  private static final String FILE = "file ";
  private static final String END = "end ";
  private static final int BUFFER_BYTES = 1 << 20;

  /** The size and checksum of the first bytes of a file. */
  public record SealedFile(long size, int checksum) {
    /** Computes the size and checksum of the whole file. */
    static SealedFile of(Path file) throws IOException {
      long size = Files.size(file);
      return new SealedFile(size, checksum(file, size));
    }

    /** {@return whether the file begins with the bytes that were sealed} */
    boolean isBeginningOf(Path file) throws IOException {
      return Files.size(file) >= size && checksum(file, size) == checksum;
    }

    private static int checksum(Path file, long size) throws IOException {
      CRC32C crc = new CRC32C();
      ByteBuffer buffer = ByteBuffer.allocateDirect(Math.clamp(size, 1, BUFFER_BYTES));
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
        long left = size;
        while (left > 0) {
          buffer.clear().limit((int) Math.min(buffer.capacity(), left));
          int read = channel.read(buffer);
          if (read < 0) {
            break;
          }
          left -= read;
          crc.update(buffer.flip());
        }
      }
      return (int) crc.getValue();
    }
  }

  public Seal {
    files = new TreeMap<>(files);
  }

  /**
   * {@return whether a seal contains the file's checksum; it does for tables and for the manifest}
   */
  public static boolean covers(String name) {
    return name.endsWith(".sst") || name.startsWith("MANIFEST");
  }

  /** Encodes the seal as text. */
  public byte[] encode() {
    StringBuilder text = new StringBuilder(FIRST_LINE).append('\n');
    text.append(POSITIONS).append(positions.hex()).append('\n');
    files.forEach(
        (name, file) ->
            text.append(FILE)
                .append(name)
                .append(' ')
                .append(file.size())
                .append(' ')
                .append(Integer.toHexString(file.checksum()))
                .append('\n'));
    return (text + END + checksum(text.toString()) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static String checksum(String text) {
    CRC32C crc = new CRC32C();
    crc.update(text.getBytes(StandardCharsets.UTF_8));
    return Long.toHexString(crc.getValue());
  }

  /**
   * Decodes a seal.
   *
   * @return the seal; empty if the text is not a valid seal
   */
  public static Optional<Seal> decode(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    int end = text.lastIndexOf(END);
    if (end < 0 || !text.substring(end).equals(END + checksum(text.substring(0, end)) + "\n")) {
      return Optional.empty();
    }
    SortedMap<String, SealedFile> files = new TreeMap<>();
    Optional<ByteString> positions = Optional.empty();
    for (String line : text.substring(0, end).split("\n")) {
      if (line.startsWith(POSITIONS)) {
        positions = Optional.of(ByteString.ofHex(line.substring(POSITIONS.length())));
      } else if (line.startsWith(FILE)) {
        String[] parts = line.split(" ");
        files.put(
            parts[1],
            new SealedFile(Long.parseLong(parts[2]), Integer.parseUnsignedInt(parts[3], 16)));
      } else if (!line.equals(FIRST_LINE)) {
        return Optional.empty();
      }
    }
    return positions.map(row -> new Seal(row, files));
  }

  /**
   * Compares the files in the directory with the sealed files.
   *
   * @return the reason why they cannot be the same files; empty if they match
   */
  public Optional<String> differsFrom(Path directory) throws IOException {
    for (Map.Entry<String, SealedFile> file : files.entrySet()) {
      Path path = directory.resolve(file.getKey());
      // A missing table was compacted away, or its absence is noticed when the database is opened.
      if (Files.exists(path) && !file.getValue().isBeginningOf(path)) {
        return Optional.of("file %s differs from the one that was sealed".formatted(file.getKey()));
      }
    }
    return Optional.empty();
  }

  /** {@return whether the seal contains a checksum for every table in the directory} */
  boolean namesTables(Path directory) throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".sst"))
          .allMatch(files::containsKey);
    }
  }

  /**
   * Compares the database with the seal.
   *
   * @param row the positions row of the database, if it has one
   * @return the reason why this cannot be the sealed database; empty if it can be
   */
  public Optional<String> contradicts(Optional<byte[]> row) {
    if (row.isEmpty()) {
      return Optional.of("it is empty, but its seal says that records were applied");
    }
    Positions then = Positions.decode(positions.unsafeBytes());
    Positions found = Positions.decode(row.get());
    boolean equal = true;
    for (Topic topic : new Topic[] {Topic.EVENTS, Topic.TRUST}) {
      long thenNext = nextOffset(then, topic);
      long foundNext = nextOffset(found, topic);
      if (foundNext < thenNext) {
        return Optional.of(
            "it is at offset %d of %s, behind its seal at %d"
                .formatted(foundNext, topic.suffix(), thenNext));
      }
      equal &= foundNext == thenNext;
    }
    return equal && !found.equals(then)
        ? Optional.of("its digest, counts or positions differ from those in its seal")
        : Optional.empty();
  }

  private static long nextOffset(Positions positions, Topic topic) {
    return positions.position(topic).map(Position::nextOffset).orElse(0L);
  }
}
