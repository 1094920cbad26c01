package org.waymark.wire.event;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentId;

/**
 * Builds the keys of Kafka records (APPLY, Identities and keys), with numbers big-endian. Apply
 * does not read the keys; they are for other consumers.
 */
public final class RecordKeys {
  private RecordKeys() {}

  /** {@return id 32} */
  public static ByteString segment(SegmentId id) {
    return id.bytes();
  }

  /** {@return IA 8 || interface 8, for revocations and interface-down notices} */
  public static ByteString ofInterface(IsdAs ia, long interfaceId) {
    return ByteString.owning(
        ByteBuffer.allocate(16).putLong(ia.value()).putLong(interfaceId).array());
  }

  /** {@return kind 1 || the fields of that kind} */
  public static ByteString block(BlockSubject subject) {
    return subject.key();
  }

  /** {@return no bytes} */
  public static ByteString tick() {
    return ByteString.EMPTY;
  }

  /**
   * {@return kind 1 || subject 8 || version 8}
   *
   * @param subject the leaf's AS for a chain; any AS of the ISD for a TRC or anchor
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

  /** {@return zero 1 || IA 8, where zero is not the number of any trust kind} */
  public static ByteString logOwner(IsdAs owner) {
    return ByteString.owning(ByteBuffer.allocate(9).put((byte) 0).putLong(owner.value()).array());
  }

  /** {@return the replica id as UTF-8} */
  public static ByteString audit(String replicaId) {
    return ByteString.owning(replicaId.getBytes(StandardCharsets.UTF_8));
  }
}
