package org.waymark.store.row;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentId;
import org.waymark.wire.event.BlockSubject;
import org.waymark.wire.event.RowKind;

/**
 * Computes the hash of one row for the digest (APPLY, Digest): SHA-256 over a label, the kind in
 * one byte, and the key and value fields in the order of APPLY's rows. Numbers are 8 bytes long,
 * ids and roots are hashed as they are, and other byte strings are replaced by their SHA-256. Not
 * thread-safe.
 */
public final class RowHash {
  private static final byte[] LABEL = "waymark digest 1".getBytes(StandardCharsets.US_ASCII);

  /** The size of the buffer, enough for the fields of any row. */
  private static final int CAPACITY = 256;

  private final MessageDigest sha;
  private final ByteBuffer fields = ByteBuffer.allocate(CAPACITY);

  public RowHash() {
    try {
      sha = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /**
   * Computes the hash of a segment row.
   *
   * @param key the encoded key of the row
   */
  public byte[] segment(byte[] key, SegmentValue value) {
    return begin(RowKind.SEGMENT)
        .number(key[0])
        .number(key[1])
        .fixed(key, 2, key.length)
        .number(value.expiryS())
        .number(value.timestampS())
        .number(value.recordTimeMs())
        .number(value.offset())
        .fixed(value.bytesDigest())
        .end();
  }

  /** Computes the hash of a row of any kind from its fields alone. */
  public byte[] of(Row row) {
    return switch (row) {
      case Row.Segment segment -> segment(segment);
      case Row.Revocation revocation -> revocation(revocation);
      case Row.InterfaceDown down ->
          begin(RowKind.INTERFACE_DOWN)
              .number(down.ia().value())
              .number(down.interfaceId())
              .number(down.endMs())
              .end();
      case Row.Block block -> block(block);
      case Row.Quarantine quarantine ->
          begin(RowKind.QUARANTINE)
              .number(quarantine.offset())
              .number(quarantine.recordTimeMs())
              .number(quarantine.reason().number())
              .end();
      case Row.Trust trust ->
          begin(RowKind.TRUST)
              .number(trust.subject().value())
              .number(trust.version())
              .hashed(trust.json())
              .end();
    };
  }

  private byte[] segment(Row.Segment row) {
    return begin(RowKind.SEGMENT)
        .number(row.key().format().number())
        .number(row.key().type().number())
        .fixed(row.key().id().bytes().unsafeBytes())
        .number(row.expiryS())
        .number(row.timestampS())
        .number(row.recordTimeMs())
        .number(row.offset())
        .hashed(row.bytes())
        .end();
  }

  private byte[] revocation(Row.Revocation row) {
    return begin(RowKind.REVOCATION)
        .number(row.ia().value())
        .number(row.interfaceId())
        .fixed(row.connectedRoot().unsafeBytes())
        .number(row.side().number())
        .number(row.treeTtlS())
        .number(row.window())
        .number(row.expiryMs())
        .number(row.offset())
        .hashed(row.bytes())
        .end();
  }

  private byte[] block(Row.Block row) {
    begin(RowKind.BLOCK).number(row.subject().key().at(0));
    RowHash subject =
        switch (row.subject()) {
          case BlockSubject.OfAs(IsdAs ia) -> number(ia.value());
          case BlockSubject.OfInterface(IsdAs ia, long id) -> number(ia.value()).number(id);
          case BlockSubject.OfSegment(SegmentId id) -> fixed(id.bytes().unsafeBytes());
        };
    return subject.number(row.endMs()).number(row.untilMs()).end();
  }

  private RowHash begin(RowKind kind) {
    fields.clear().put(LABEL).put((byte) kind.number());
    return this;
  }

  private RowHash number(long number) {
    fields.putLong(number);
    return this;
  }

  private RowHash fixed(byte[] bytes) {
    fields.put(bytes);
    return this;
  }

  private RowHash fixed(byte[] bytes, int from, int to) {
    fields.put(bytes, from, to - from);
    return this;
  }

  private RowHash hashed(ByteString bytes) {
    return fixed(sha.digest(bytes.unsafeBytes()));
  }

  private byte[] end() {
    sha.update(fields.array(), 0, fields.position());
    return sha.digest();
  }
}
