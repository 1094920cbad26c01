package org.waymark.audit.tiles;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.waymark.log.LastRecord;
import org.waymark.segment.ByteString;
import org.waymark.wire.Decoded;
import org.waymark.wire.RefusalReason;

/**
 * Consecutive entries of a tree (C2SP tlog-tiles, Log entries):
 *
 * <pre>
 *   length 2, big-endian | entry        1 .. 256 times
 * </pre>
 *
 * @param entries the entries, 1 .. 256 of them, of at most 65,535 bytes each
 */
public record EntryBundle(List<ByteString> entries) {
  /**
   * @throws IllegalArgumentException if there are too few or too many entries, or if an entry is
   *     too long
   */
  public EntryBundle {
    entries = List.copyOf(entries);
    if (entries.isEmpty() || entries.size() > Tile.FULL) {
      throw new IllegalArgumentException("a bundle cannot have " + entries.size() + " entries");
    }
    for (ByteString entry : entries) {
      if (entry.size() > LastRecord.MAX_ENTRY_BYTES) {
        throw new IllegalArgumentException(
            "an entry of a bundle cannot be " + entry.size() + " bytes long");
      }
    }
  }

  /** Encodes the bundle. */
  public ByteString encode() {
    int size = entries.stream().mapToInt(entry -> Short.BYTES + entry.size()).sum();
    ByteBuffer bytes = ByteBuffer.allocate(size);
    entries.forEach(entry -> bytes.putShort((short) entry.size()).put(entry.unsafeBytes()));
    return ByteString.owning(bytes.array());
  }

  /** Decodes a bundle. */
  public static Decoded<EntryBundle> decode(ByteString bundle) {
    ByteBuffer bytes = ByteBuffer.wrap(bundle.unsafeBytes());
    List<ByteString> entries = new ArrayList<>();
    while (bytes.hasRemaining()) {
      if (entries.size() == Tile.FULL) {
        return Decoded.refused(
            RefusalReason.TOO_MANY_ITEMS, "a bundle of more than " + Tile.FULL + " entries");
      }
      boolean whole = bytes.remaining() >= Short.BYTES;
      int length = whole ? Short.toUnsignedInt(bytes.getShort()) : 0;
      if (!whole || length > bytes.remaining()) {
        return Decoded.refused(
            RefusalReason.TOO_SHORT, "a bundle ends within entry " + entries.size());
      }
      int from = bytes.position();
      bytes.position(from + length);
      entries.add(ByteString.of(bytes, from, from + length));
    }
    return entries.isEmpty()
        ? Decoded.refused(RefusalReason.EMPTY, "a bundle without entries")
        : Decoded.accepted(new EntryBundle(entries));
  }
}
