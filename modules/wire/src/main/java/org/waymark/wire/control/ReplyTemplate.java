package org.waymark.wire.control;

import java.util.Optional;
import org.waymark.segment.ByteString;
import org.waymark.wire.capnp.Packing;

/**
 * An encoded reply that serves for further requests, which differ only in the request id.
 *
 * <p>Both packings, of the payload and of the signed payload around it, depend only on which bytes
 * are zero. So ids with zeros in the same places have their bytes in the same places of the reply.
 * Immutable.
 */
public final class ReplyTemplate {
  private static final int LENGTH_BYTES = 4;
  private static final int BLOB_AT = 32;

  /** Enough of the signed payload to contain the request id. */
  private static final int BEGINNING_BYTES = 96;

  private final ByteString framed;
  private final int nonZero;
  private final int[] idAt;

  private ReplyTemplate(ByteString framed, int nonZero, int[] idAt) {
    this.framed = framed;
    this.nonZero = nonZero;
    this.idAt = idAt;
  }

  /**
   * Makes a template of a reply.
   *
   * @param framed an unsigned reply with at least one segment, as {@link ControlCodec#encodeFramed}
   *     makes it
   * @param requestId the request id that it contains
   * @return the template; empty if the id is not where it belongs
   */
  public static Optional<ReplyTemplate> of(ByteString framed, long requestId) {
    byte[] bytes = framed.unsafeBytes();
    byte[] beginning = Packing.unpack(bytes, LENGTH_BYTES, BEGINNING_BYTES);
    // Before the id are the segment table, the root pointer and the union tag, which are packed
    // without runs.
    int at = BLOB_AT;
    for (int word = 0; word < 3; word++) {
      at += 1 + Integer.bitCount(beginning[at] & 0xff);
    }
    int nonZero = nonZeroBytes(requestId);
    if ((beginning[at] & 0xff) != nonZero) {
      return Optional.empty();
    }
    int[] idAt = new int[Integer.bitCount(nonZero)];
    long left = Long.compress(requestId, mask(nonZero));
    for (int i = 0; i < idAt.length; i++) {
      idAt[i] = Packing.find(bytes, LENGTH_BYTES, at + 1 + i);
      if (bytes[idAt[i]] != (byte) left) {
        return Optional.empty();
      }
      left >>>= Byte.SIZE;
    }
    return Optional.of(new ReplyTemplate(framed, nonZero, idAt));
  }

  /** {@return which bytes of a request id are not zero, as a set of bits} */
  public static int nonZeroBytes(long requestId) {
    int nonZero = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      if ((requestId >>> i * Byte.SIZE & 0xff) != 0) {
        nonZero |= 1 << i;
      }
    }
    return nonZero;
  }

  private static long mask(int nonZero) {
    long mask = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      if ((nonZero & 1 << i) != 0) {
        mask |= 0xffL << i * Byte.SIZE;
      }
    }
    return mask;
  }

  /** {@return the size of the reply in bytes} */
  public int size() {
    return framed.size();
  }

  /**
   * {@return the reply to another request}
   *
   * @throws IllegalArgumentException if other bytes of its id are zero
   */
  public ByteString with(long requestId) {
    if (nonZeroBytes(requestId) != nonZero) {
      throw new IllegalArgumentException("other bytes of the id are zero");
    }
    byte[] bytes = framed.toBytes();
    long left = Long.compress(requestId, mask(nonZero));
    for (int at : idAt) {
      bytes[at] = (byte) left;
      left >>>= Byte.SIZE;
    }
    return ByteString.owning(bytes);
  }
}
