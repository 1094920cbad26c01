package org.waymark.wire.event;

import java.nio.ByteBuffer;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentId;

/**
 * The subject of a block: an AS, an interface or a path. A block hides all segments that use its
 * subject (APPLY).
 */
public sealed interface BlockSubject {
  /**
   * {@return the key of the log record, big-endian}
   *
   * <pre>
   *  kind 1 | IA 8               (1, an AS)
   *  kind 1 | IA 8 | interface 8 (2, an interface)
   *  kind 1 | id 32              (3, a segment)
   * </pre>
   */
  ByteString key();

  /** All segments through an AS. */
  record OfAs(IsdAs ia) implements BlockSubject {
    static final int KIND = 1;

    @Override
    public ByteString key() {
      return ByteString.owning(ByteBuffer.allocate(9).put((byte) KIND).putLong(ia.value()).array());
    }

    @Override
    public String toString() {
      return ia.toString();
    }
  }

  /**
   * All segments that enter or leave the AS through this interface, according to hop entry 0 of the
   * AS's entry.
   */
  record OfInterface(IsdAs ia, long interfaceId) implements BlockSubject {
    static final int KIND = 2;

    @Override
    public ByteString key() {
      return ByteString.owning(
          ByteBuffer.allocate(17)
              .put((byte) KIND)
              .putLong(ia.value())
              .putLong(interfaceId)
              .array());
    }

    @Override
    public String toString() {
      return ia + "#" + Long.toUnsignedString(interfaceId);
    }
  }

  /** All versions of one path, regardless of their type. */
  record OfSegment(SegmentId id) implements BlockSubject {
    static final int KIND = 3;

    @Override
    public ByteString key() {
      return ByteString.owning(
          ByteBuffer.allocate(1 + SegmentId.SIZE)
              .put((byte) KIND)
              .put(id.bytes().unsafeBytes())
              .array());
    }

    @Override
    public String toString() {
      return id.toString();
    }
  }
}
