package org.waymark.store;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentId;
import org.waymark.store.row.Row;
import org.waymark.wire.event.BlockSubject;

/**
 * One row as the rules of apply define it: a text with every field, to compare and to read, and the
 * hash that goes into the digest. The hash is computed from the written rules alone:
 *
 * <pre>
 *  SHA-256("waymark digest 1" || kind (1 byte) || fields in the order of the rows)
 *  numbers and enums 8 bytes big-endian, ids and roots their 32 bytes, other bytes as SHA-256
 * </pre>
 */
record OracleRow(String text, BigInteger hash) implements Comparable<OracleRow> {
  static final int SEGMENT = 1;
  static final int REVOCATION = 2;
  static final int INTERFACE_DOWN = 3;
  static final int BLOCK = 4;
  static final int QUARANTINE = 5;
  static final int TRUST = 6;

  private static final BigInteger TWO_TO_256 = BigInteger.ONE.shiftLeft(256);

  /** {@return the sum of the hashes modulo 2^256, as 32 bytes big-endian} */
  static ByteString sum(List<OracleRow> rows) {
    BigInteger sum = BigInteger.ZERO;
    for (OracleRow row : rows) {
      sum = sum.add(row.hash).mod(TWO_TO_256);
    }
    byte[] magnitude = sum.toByteArray();
    byte[] wide = new byte[32];
    int length = Math.min(magnitude.length, 32);
    System.arraycopy(magnitude, magnitude.length - length, wide, 32 - length, length);
    return ByteString.owning(wide);
  }

  /** Converts a stored row to the same form. */
  static OracleRow of(Row stored) {
    return switch (stored) {
      case Row.Segment s ->
          of("segment", SEGMENT)
              .number("format", s.key().format().number())
              .number("type", s.key().type().number())
              .id("id", s.key().id().bytes())
              .number("expiry", s.expiryS())
              .number("timestamp", s.timestampS())
              .number("time", s.recordTimeMs())
              .number("offset", s.offset())
              .unhashed("hops", s.hops().toString())
              .bytes("bytes", s.bytes())
              .end();
      case Row.Revocation r ->
          of("revocation", REVOCATION)
              .number("ia", r.ia().value())
              .number("interface", r.interfaceId())
              .id("root", r.connectedRoot())
              .number("half", r.side().number())
              .number("treeTtl", r.treeTtlS())
              .number("window", r.window())
              .number("expiry", r.expiryMs())
              .number("offset", r.offset())
              .bytes("bytes", r.bytes())
              .end();
      case Row.InterfaceDown d ->
          of("interface-down", INTERFACE_DOWN)
              .number("ia", d.ia().value())
              .number("interface", d.interfaceId())
              .number("end", d.endMs())
              .end();
      case Row.Block b ->
          subject(of("block", BLOCK), b.subject())
              .number("end", b.endMs())
              .unhashed("reason", b.reason())
              .end();
      case Row.Quarantine q ->
          of("quarantine", QUARANTINE)
              .number("offset", q.offset())
              .number("time", q.recordTimeMs())
              .number("reason", q.reason().number())
              .end();
      case Row.Trust t ->
          of("trust", TRUST)
              .number("subject", t.subject().value())
              .number("version", t.version())
              .bytes("json", t.json())
              .end();
    };
  }

  private static Writer subject(Writer writer, BlockSubject subject) {
    return switch (subject) {
      case BlockSubject.OfAs(IsdAs ia) -> writer.number("kind", 1).number("ia", ia.value());
      case BlockSubject.OfInterface(IsdAs ia, long id) ->
          writer.number("kind", 2).number("ia", ia.value()).number("interface", id);
      case BlockSubject.OfSegment(SegmentId id) -> writer.number("kind", 3).id("id", id.bytes());
    };
  }

  static Writer of(String name, int kind) {
    return new Writer(name, kind);
  }

  @Override
  public int compareTo(OracleRow other) {
    return text.compareTo(other.text);
  }

  @Override
  public String toString() {
    return text;
  }

  /** A row being written, field by field. */
  static final class Writer {
    private final StringBuilder text;
    private final MessageDigest digest = sha256();

    private Writer(String name, int kind) {
      text = new StringBuilder(name);
      digest.update("waymark digest 1".getBytes(StandardCharsets.US_ASCII));
      digest.update((byte) kind);
    }

    Writer number(String name, long value) {
      digest.update(ByteBuffer.allocate(8).putLong(value).array());
      return unhashed(name, Long.toString(value));
    }

    /** Adds an id or a root of 32 bytes. */
    Writer id(String name, ByteString value) {
      if (value.size() != 32) {
        throw new IllegalArgumentException(name + " has " + value.size() + " bytes");
      }
      digest.update(value.toBytes());
      return unhashed(name, value.hex());
    }

    Writer bytes(String name, ByteString value) {
      byte[] hash = sha256().digest(value.toBytes());
      digest.update(hash);
      return unhashed(name, ByteString.of(hash).hex());
    }

    /** Adds a field that the digest leaves out. */
    Writer unhashed(String name, String value) {
      text.append(' ').append(name).append('=').append(value);
      return this;
    }

    OracleRow end() {
      return new OracleRow(text.toString(), new BigInteger(1, digest.digest()));
    }

    private static MessageDigest sha256() {
      try {
        return MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every Java platform has SHA-256", e);
      }
    }
  }
}
