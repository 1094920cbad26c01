package org.waymark.wire.event;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentId;

/**
 * Builds the keys of Kafka records (APPLY, Identities and keys). Numbers are big-endian. Apply does
 * not read the keys, which are meant for other consumers.
 */
public final class RecordKeys {
  private RecordKeys() {}

  /** Builds the key of a segment: id 32. */
  public static ByteString segment(SegmentId id) {
    return id.bytes();
  }

  /** Builds the key of a revocation or an interface-down notice: IA 8 || interface 8. */
  public static ByteString ofInterface(IsdAs ia, long interfaceId) {
    return ByteString.owning(
        ByteBuffer.allocate(16).putLong(ia.value()).putLong(interfaceId).array());
  }

  /** Builds the key of a block: kind 1 || the fields for that kind. */
  public static ByteString block(BlockSubject subject) {
    return subject.key();
  }

  /** Builds the key of a tick, which is empty. */
  public static ByteString tick() {
    return ByteString.EMPTY;
  }

  /**
   * Builds the key of trust material: kind 1 || subject 8 || version 8.
   *
   * @param subject for a chain, the AS of the leaf certificate; for a TRC or anchor, any AS of the
   *     ISD
   */
  public static ByteString trust(TrustKind kind, IsdAs subject, long version) {
    IsdAs keyed = kind == TrustKind.CHAIN ? subject : subject.wildcard();
    return ByteString.owning(
        ByteBuffer.allocate(17)
            .put((byte) kind.number())
            .putLong(keyed.value())
            .putLong(version)
            .array());
  }

  /**
   * Builds the key of the log's owner: zero 1 || IA 8. Zero is not the number of any trust kind.
   */
  public static ByteString logOwner(IsdAs owner) {
    return ByteString.owning(ByteBuffer.allocate(9).put((byte) 0).putLong(owner.value()).array());
  }

  /** Builds the key of an audit event: the replica id as UTF-8. */
  public static ByteString audit(String replicaId) {
    return ByteString.owning(replicaId.getBytes(StandardCharsets.UTF_8));
  }
}
