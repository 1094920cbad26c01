package org.waymark.store.row;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.segment.ProofSide;
import org.waymark.segment.SegmentId;
import org.waymark.wire.event.BlockSubject;
import org.waymark.wire.event.ReasonCode;
import org.waymark.wire.event.TrustKind;

/**
 * Encodes and decodes rows. Keys are laid out as in {@link Keys}, segment values as in {@link
 * SegmentValue}, and other values as follows:
 *
 * <pre>
 * revocations    expiry_ms 8 | offset 8 | format 1 | verbatim bytes
 * interface-down end_ms 8
 * blocks         end_ms 8 | until_ms 8 | operator | writer of the renewal, or nothing | reason
 * quarantine     recordTime_ms 8 | reason code 2
 * trust          JSON, verbatim
 * </pre>
 *
 * <p>Texts are encoded as UTF-8. Those of a block have their length in bytes in front of them, in 4
 * bytes.
 */
public final class RowCodec {
  private static final int REVOCATION_VALUE = 2 * Long.BYTES + 1;
  private static final int ROOT_AT = 2 * Long.BYTES;
  private static final int HALF_AT = ROOT_AT + 32;

  private RowCodec() {}

  public static byte[] key(Row row) {
    return switch (row) {
      case Row.Segment segment -> Keys.segment(segment.key());
      case Row.Revocation r ->
          Keys.revocation(
              r.ia(), r.interfaceId(), r.connectedRoot(), r.side(), r.treeTtlS(), r.window());
      case Row.InterfaceDown down -> Keys.iaInterface(down.ia(), down.interfaceId());
      case Row.Block block -> block.subject().key().unsafeBytes();
      case Row.Quarantine quarantine -> Keys.offset(quarantine.offset());
      case Row.Trust trust -> Keys.trust(trust.kind(), trust.subject(), trust.version());
    };
  }

  /** Encodes the value of a row of any kind except segment. */
  public static byte[] value(Row row) {
    return switch (row) {
      case Row.Segment segment ->
          throw new IllegalArgumentException("a segment row is encoded by SegmentValue");
      case Row.Revocation r ->
          ByteBuffer.allocate(REVOCATION_VALUE + r.bytes().size())
              .putLong(r.expiryMs())
              .putLong(r.offset())
              .put((byte) r.format().number())
              .put(r.bytes().unsafeBytes())
              .array();
      case Row.InterfaceDown down -> Keys.number(down.endMs());
      case Row.Block block -> block(block);
      case Row.Quarantine quarantine ->
          ByteBuffer.allocate(Long.BYTES + Short.BYTES)
              .putLong(quarantine.recordTimeMs())
              .putShort((short) quarantine.reason().number())
              .array();
      case Row.Trust trust -> trust.json().toBytes();
    };
  }

  private static byte[] block(Row.Block block) {
    byte[] operator = block.operator().getBytes(StandardCharsets.UTF_8);
    byte[] renewedBy = block.renewedBy().orElse("").getBytes(StandardCharsets.UTF_8);
    byte[] reason = block.reason().getBytes(StandardCharsets.UTF_8);
    int texts = 3 * Integer.BYTES + operator.length + renewedBy.length + reason.length;
    return ByteBuffer.allocate(2 * Long.BYTES + texts)
        .putLong(block.endMs())
        .putLong(block.untilMs())
        .putInt(operator.length)
        .put(operator)
        .putInt(renewedBy.length)
        .put(renewedBy)
        .putInt(reason.length)
        .put(reason)
        .array();
  }

  private static Row.Segment segment(byte[] key, SegmentValue value, ByteString bytes) {
    return new Row.Segment(
        Keys.segment(key),
        value.expiryS(),
        value.timestampS(),
        value.recordTimeMs(),
        value.offset(),
        value.hops(),
        value.peers(),
        bytes);
  }

  public static Row.Revocation revocation(byte[] key, byte[] value) {
    ByteBuffer keys = ByteBuffer.wrap(key);
    ByteBuffer values = ByteBuffer.wrap(value);
    return new Row.Revocation(
        new IsdAs(keys.getLong()),
        keys.getLong(),
        ByteString.of(key, ROOT_AT, HALF_AT),
        ProofSide.ofNumber(key[HALF_AT])
            .orElseThrow(() -> new StoreException.Unavailable("revocation row with unknown side")),
        Integer.toUnsignedLong(keys.getInt(HALF_AT + 1)),
        keys.getLong(HALF_AT + 1 + Integer.BYTES),
        values.getLong(),
        values.getLong(),
        Keys.format(values.get()),
        ByteString.of(value, REVOCATION_VALUE, value.length));
  }

  static Row.InterfaceDown interfaceDown(byte[] key, byte[] value) {
    ByteBuffer keys = ByteBuffer.wrap(key);
    return new Row.InterfaceDown(new IsdAs(keys.getLong()), keys.getLong(), Keys.number(value));
  }

  public static Row.Block block(byte[] key, byte[] value) {
    ByteBuffer values = ByteBuffer.wrap(value);
    long endMs = values.getLong();
    long untilMs = values.getLong();
    String operator = text(values);
    Optional<String> renewedBy = Optional.of(text(values)).filter(one -> !one.isEmpty());
    return new Row.Block(subject(key), endMs, untilMs, text(values), operator, renewedBy);
  }

  private static String text(ByteBuffer in) {
    byte[] bytes = new byte[in.getInt()];
    in.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  static BlockSubject subject(byte[] key) {
    return switch (key.length) {
      case 1 + Long.BYTES -> new BlockSubject.OfAs(new IsdAs(ByteBuffer.wrap(key).getLong(1)));
      case 1 + 2 * Long.BYTES ->
          new BlockSubject.OfInterface(
              new IsdAs(ByteBuffer.wrap(key).getLong(1)),
              ByteBuffer.wrap(key).getLong(1 + Long.BYTES));
      case 1 + SegmentId.SIZE ->
          new BlockSubject.OfSegment(new SegmentId(ByteString.of(key, 1, key.length)));
      default ->
          throw new StoreException.Unavailable(
              "block row with malformed key " + ByteString.of(key));
    };
  }

  public static Row.Quarantine quarantine(byte[] key, byte[] value) {
    return new Row.Quarantine(
        Keys.number(key),
        Keys.number(value),
        ReasonCode.ofNumber(ByteBuffer.wrap(value).getShort(Long.BYTES)));
  }

  public static Row.Trust trust(byte[] key, byte[] value) {
    ByteBuffer keys = ByteBuffer.wrap(key);
    TrustKind kind =
        TrustKind.ofNumber(keys.get())
            .orElseThrow(
                () -> new StoreException.Unavailable("trust row of unknown kind " + key[0]));
    return new Row.Trust(kind, new IsdAs(keys.getLong()), keys.getLong(), ByteString.of(value));
  }

  /**
   * Decodes a row of a state table.
   *
   * @param rows the rows, used to look up the bytes of a segment
   */
  public static Row decode(RowReader rows, Family family, byte[] key, byte[] value) {
    return switch (family) {
      case SEGMENTS -> {
        SegmentValue version = new SegmentValue(value);
        yield segment(key, version, VersionBytes.of(rows, version.offset()).bytes());
      }
      case REVOCATIONS -> revocation(key, value);
      case INTERFACE_DOWN -> interfaceDown(key, value);
      case BLOCKS -> block(key, value);
      case QUARANTINE -> quarantine(key, value);
      case TRUST -> trust(key, value);
      default -> throw new IllegalArgumentException(family + " has no rows of the state");
    };
  }
}
