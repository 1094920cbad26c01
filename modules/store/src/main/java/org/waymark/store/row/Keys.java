package org.waymark.store.row;

import java.nio.ByteBuffer;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.waymark.segment.ByteString;
import org.waymark.segment.Hop;
import org.waymark.segment.IsdAs;
import org.waymark.segment.ProofSide;
import org.waymark.segment.SegmentFormat;
import org.waymark.segment.SegmentId;
import org.waymark.segment.SegmentKey;
import org.waymark.segment.SegmentType;
import org.waymark.wire.event.TrustKind;

/**
 * Encodes and decodes the keys of rows. Numbers are big-endian, so that byte order is numeric
 * order.
 *
 * <pre>
 * segments       format 1 | type 1 | id 32
 * by-first       type 1 | first IA 8 | last IA 8 | hops 2 | id 32 | format 1   -> expiry_s 8 | offset 8
 * by-last        type 1 | last IA 8 | first IA 8 | hops 2 | id 32 | format 1   -> expiry_s 8 | offset 8
 * by-interface   IA 8 | interface 8 | root 32 | format 1 | type 1 | id 32      -> role 1
 * revocations    IA 8 | interface 8 | root 32 | side 1 | treeTTL 4 | window 8
 * interface-down IA 8 | interface 8                                            -> end_ms 8
 * blocks         kind 1 | IA 8  or  kind 1 | IA 8 | interface 8  or  kind 1 | id 32
 * quarantine     offset 8
 * trust          kind 1 (2 TRC, 3 chain) | subject 8 | version 8
 * ends           end_ms 8, sign bit flipped | row kind 1 | key of the row      -> nothing
 * positions      one byte 0
 * </pre>
 *
 * <p>A query with a wildcard AS is a query for a prefix of the keys of by-first and by-last. Among
 * equal ends, the fewest hops come first. By-interface lists the interfaces by which segments can
 * be revoked: those that are not 0, under roots of 32 bytes. Its role is 0 for an interface of the
 * path itself, and 1 for an interface that only a peer link uses.
 */
public final class Keys {
  public static final byte[] NONE = new byte[0];
  public static final byte[] POSITIONS = {0};

  /** The role, in by-interface rows, of an interface on the path itself. */
  public static final byte[] OF_PATH = {0};

  /** The role, in by-interface rows, of an interface that only a peer link uses. */
  public static final byte[] OF_PEER = {1};

  private static final int IA = Long.BYTES;
  static final int SEGMENT = 2 + SegmentId.SIZE;
  private static final int BY_END = 1 + 2 * IA + Short.BYTES + SegmentId.SIZE + 1;
  private static final int BY_END_HOPS = 1 + 2 * IA;
  private static final int BY_END_ID = BY_END_HOPS + Short.BYTES;
  static final int INTERFACE = IA + Long.BYTES;
  private static final int ROOT = 32;
  private static final int REVOCATION = INTERFACE + ROOT + 1 + Integer.BYTES + Long.BYTES;

  /**
   * The highest number of hops in a key. A path with more hops, which the limits rule out, would
   * sort as if it had this many.
   */
  private static final int MAX_HOPS = 0xffff;

  private Keys() {}

  public static byte[] segment(SegmentKey key) {
    return ByteBuffer.allocate(SEGMENT)
        .put((byte) key.format().number())
        .put((byte) key.type().number())
        .put(key.id().bytes().unsafeBytes())
        .array();
  }

  /** {@return the prefix of the keys of segments whose ids begin with the given bytes} */
  public static byte[] segmentPrefix(SegmentFormat format, SegmentType type, byte[] id) {
    return ByteBuffer.allocate(2 + id.length)
        .put((byte) format.number())
        .put((byte) type.number())
        .put(id)
        .array();
  }

  public static SegmentKey segment(byte[] key) {
    return segment(key, 0);
  }

  private static SegmentKey segment(byte[] key, int at) {
    return new SegmentKey(
        format(key[at]),
        type(key[at + 1]),
        new SegmentId(ByteString.of(key, at + 2, at + 2 + SegmentId.SIZE)));
  }

  static SegmentFormat format(int number) {
    return SegmentFormat.ofNumber(number)
        .orElseThrow(
            () -> new StoreException.Unavailable("row with unknown segment format " + number));
  }

  static SegmentType type(int number) {
    return SegmentType.ofNumber(number)
        .orElseThrow(
            () -> new StoreException.Unavailable("row with unknown segment type " + number));
  }

  /** {@return a key of by-first, or of by-last if the ASes are swapped} */
  public static byte[] byEnd(IsdAs near, IsdAs far, int hops, SegmentKey key) {
    return ByteBuffer.allocate(BY_END)
        .put((byte) key.type().number())
        .putLong(near.value())
        .putLong(far.value())
        .putShort((short) Math.min(hops, MAX_HOPS))
        .put(key.id().bytes().unsafeBytes())
        .put((byte) key.format().number())
        .array();
  }

  /**
   * {@return the longest common prefix of all by-first or by-last keys that can match both ASes}
   */
  public static byte[] byEndPrefix(SegmentType type, IsdAs near, IsdAs far) {
    ByteBuffer prefix = ByteBuffer.allocate(1 + 2 * IA).put((byte) type.number());
    if (near.equals(IsdAs.NONE)) {
      return ended(prefix);
    }
    if (near.isWildcard()) {
      return ended(prefix.putShort((short) near.isd()));
    }
    prefix.putLong(near.value());
    if (far.equals(IsdAs.NONE)) {
      return ended(prefix);
    }
    return far.isWildcard()
        ? ended(prefix.putShort((short) far.isd()))
        : ended(prefix.putLong(far.value()));
  }

  private static byte[] ended(ByteBuffer prefix) {
    byte[] bytes = new byte[prefix.position()];
    prefix.flip().get(bytes);
    return bytes;
  }

  /** {@return the value of a by-first or by-last row: the version's expiry and offset} */
  public static byte[] pointer(SegmentValue version) {
    return ByteBuffer.allocate(2 * Long.BYTES)
        .putLong(version.expiryS())
        .putLong(version.offset())
        .array();
  }

  public static IsdAs nearIa(byte[] byEnd) {
    return new IsdAs(ByteBuffer.wrap(byEnd).getLong(1));
  }

  public static IsdAs farIa(byte[] byEnd) {
    return new IsdAs(ByteBuffer.wrap(byEnd).getLong(1 + IA));
  }

  public static int hops(byte[] byEnd) {
    return Short.toUnsignedInt(ByteBuffer.wrap(byEnd).getShort(BY_END_HOPS));
  }

  public static SegmentKey segmentOfEnd(byte[] byEnd) {
    return new SegmentKey(
        format(byEnd[BY_END - 1]),
        type(byEnd[0]),
        new SegmentId(ByteString.of(byEnd, BY_END_ID, BY_END_ID + SegmentId.SIZE)));
  }

  /**
   * {@return an interface-down key, which is also the prefix of all other keys for the interface}
   */
  public static byte[] iaInterface(IsdAs ia, long interfaceId) {
    return ByteBuffer.allocate(INTERFACE).putLong(ia.value()).putLong(interfaceId).array();
  }

  /**
   * {@return the interface that a by-interface key contains; empty if the key belongs to another
   * AS}
   */
  public static OptionalLong interfaceOf(IsdAs ia, byte[] byInterface) {
    ByteBuffer key = ByteBuffer.wrap(byInterface);
    return key.getLong() == ia.value() ? OptionalLong.of(key.getLong()) : OptionalLong.empty();
  }

  /**
   * {@return the prefix of all keys for the interface under the given root, which must be 32 bytes
   * long}
   */
  public static byte[] interfaceRoot(IsdAs ia, long interfaceId, ByteString root) {
    return ByteBuffer.allocate(INTERFACE + ROOT)
        .putLong(ia.value())
        .putLong(interfaceId)
        .put(root.unsafeBytes())
        .array();
  }

  public static byte[] revocation(
      IsdAs ia, long interfaceId, ByteString root, ProofSide side, long treeTtlS, long window) {
    return ByteBuffer.allocate(REVOCATION)
        .put(interfaceRoot(ia, interfaceId, root))
        .put((byte) side.number())
        .putInt((int) treeTtlS)
        .putLong(window)
        .array();
  }

  public static byte[] byInterface(byte[] interfaceRoot, byte[] segment) {
    return ByteBuffer.allocate(interfaceRoot.length + segment.length)
        .put(interfaceRoot)
        .put(segment)
        .array();
  }

  /**
   * Passes the by-interface keys for the interfaces of a hop to the consumer, except for interface
   * 0. There are no keys if no revocation can match the root.
   *
   * @param segment the segments key of the path to which the hop belongs
   */
  public static void links(byte[] segment, Hop hop, Consumer<byte[]> link) {
    if (hop.root().size() != ROOT) {
      return;
    }
    if (hop.ingress() != 0) {
      link.accept(byInterface(interfaceRoot(hop.ia(), hop.ingress(), hop.root()), segment));
    }
    if (hop.egress() != 0 && hop.egress() != hop.ingress()) {
      link.accept(byInterface(interfaceRoot(hop.ia(), hop.egress(), hop.root()), segment));
    }
  }

  /** {@return the segments key that a by-interface key contains} */
  public static byte[] segmentOfInterface(byte[] byInterface) {
    byte[] key = new byte[SEGMENT];
    System.arraycopy(byInterface, INTERFACE + ROOT, key, 0, SEGMENT);
    return key;
  }

  static byte[] offset(long offset) {
    return number(offset);
  }

  static byte[] trust(TrustKind kind, IsdAs subject, long version) {
    return ByteBuffer.allocate(1 + INTERFACE)
        .put(trustSubject(kind, subject))
        .putLong(version)
        .array();
  }

  /** {@return the prefix of the trust keys for all versions of a TRC or chain} */
  public static byte[] trustSubject(TrustKind kind, IsdAs subject) {
    return ByteBuffer.allocate(1 + IA).put((byte) kind.number()).putLong(subject.value()).array();
  }

  public static byte[] number(long number) {
    return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
  }

  /** {@return the number in the first 8 bytes} */
  public static long number(byte[] bytes) {
    return ByteBuffer.wrap(bytes).getLong();
  }

  public static byte[] end(long endMs, Family family, byte[] key) {
    return ByteBuffer.allocate(Long.BYTES + 1 + key.length)
        .putLong(endMs ^ Long.MIN_VALUE)
        .put((byte) family.kind().number())
        .put(key)
        .array();
  }

  public static long endMs(byte[] end) {
    return ByteBuffer.wrap(end).getLong() ^ Long.MIN_VALUE;
  }

  public static Family endFamily(byte[] end) {
    return Family.ofKind(end[Long.BYTES]);
  }

  public static byte[] endKey(byte[] end) {
    byte[] key = new byte[end.length - Long.BYTES - 1];
    System.arraycopy(end, Long.BYTES + 1, key, 0, key.length);
    return key;
  }
}
