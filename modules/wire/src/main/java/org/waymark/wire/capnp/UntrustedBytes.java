package org.waymark.wire.capnp;

import java.nio.BufferOverflowException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.capnproto.Data;
import org.capnproto.DecodeException;
import org.capnproto.MessageReader;
import org.capnproto.ReaderOptions;
import org.capnproto.Text;
import org.waymark.segment.ByteString;
import org.waymark.wire.Decoded;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.RefusalReason;

/**
 * The single entry point for all untrusted Cap'n Proto bytes. An instance represents one decoding
 * operation and its remaining budget.
 *
 * <p>Sizes are checked first, then the packed form, then the segment table, then the content as it
 * is read. A size that a message merely claims never causes an allocation. An instance is used for
 * one decoding operation, on one thread.
 */
public final class UntrustedBytes {
  private static final int WORD = 8;
  private static final int MAX_CAPNP_SEGMENTS = 512;
  // Decoding a well-formed message visits each word once, or twice if objects are shared.
  private static final int VISITS_PER_WORD = 2;

  private final DecoderLimits limits;
  private int unpackableBytes;

  private UntrustedBytes(DecoderLimits limits) {
    this.limits = limits;
    this.unpackableBytes = limits.unpackedBytes();
  }

  /**
   * Decodes bytes.
   *
   * @param reading a function that converts the bytes to records; must not retain a reader
   * @return the value returned by {@code reading}, or the reason why the bytes were rejected
   */
  public static <T> Decoded<T> decode(DecoderLimits limits, Function<UntrustedBytes, T> reader) {
    UntrustedBytes bytes = new UntrustedBytes(limits);
    return bytes.judge(() -> reader.apply(bytes));
  }

  /**
   * Decodes one part separately, so that an invalid part does not cause the others to be rejected.
   *
   * @return the value of the part, or the reason why it was rejected
   */
  public <T> Decoded<T> judge(Supplier<T> part) {
    try {
      return Decoded.accepted(part.get());
    } catch (RefusedException refused) {
      return new Decoded.Refused<>(refused.refusal());
    } catch (DecodeException
        | IllegalArgumentException
        | IndexOutOfBoundsException
        | BufferUnderflowException
        | BufferOverflowException
        | AssertionError fault) {
      return malformed(fault);
    } catch (RuntimeException fault) {
      // The Cap'n Proto runtime throws exactly this class. A subclass would indicate a bug in
      // Waymark.
      if (fault.getClass() != RuntimeException.class) {
        throw fault;
      }
      return malformed(fault);
    }
  }

  private static <T> Decoded<T> malformed(Throwable fault) {
    return Decoded.refused(
        RefusalReason.MALFORMED,
        switch (fault) {
          // The messages of these exceptions contain array indexes, which mean nothing to an
          // operator.
          case IndexOutOfBoundsException _, BufferUnderflowException _, BufferOverflowException _ ->
              "a pointer or length leads outside the message";
          default -> Objects.requireNonNullElse(fault.getMessage(), "inconsistent content");
        });
  }

  public DecoderLimits limits() {
    return limits;
  }

  /** Opens the unpacked message at the start of {@code bytes[from..to)}. */
  public MessageReader unpacked(byte[] bytes, int from, int to) {
    if (to == from) {
      throw new RefusedException(RefusalReason.EMPTY, "no message");
    }
    return message(bytes, from, to, RefusalReason.SEGMENT_TABLE);
  }

  /** Opens the packed message at the start of {@code bytes[from..to)}. */
  public MessageReader packed(byte[] bytes, int from, int to) {
    if (to == from) {
      throw new RefusedException(RefusalReason.EMPTY, "no message");
    }
    int size = Packing.unpackedSize(bytes, from, to, unpackableBytes);
    if (size < 0) {
      throw new RefusedException(
          RefusalReason.UNPACKED_TOO_LONG, "more than " + limits.unpackedBytes() + " bytes");
    }
    unpackableBytes -= size;
    byte[] unpacked = Packing.unpack(bytes, from, size);
    return message(unpacked, 0, size, RefusalReason.PACKED_TRUNCATED);
  }

  /** Opens a packed message that is contained in a field of another message. */
  public MessageReader packed(Data.Reader data) {
    requireInside(data.buffer, data.offset, data.size);
    int from = data.buffer.arrayOffset() + data.offset;
    return packed(data.buffer.array(), from, from + data.size);
  }

  /** Opens a packed message. */
  public MessageReader packed(ByteString bytes) {
    return packed(bytes.unsafeBytes(), 0, bytes.size());
  }

  /** Opens a message in the given form. */
  public MessageReader message(Form form, ByteString bytes) {
    return switch (form) {
      case PACKED -> packed(bytes);
      case UNPACKED -> unpacked(bytes.unsafeBytes(), 0, bytes.size());
    };
  }

  private MessageReader message(byte[] bytes, int from, int to, RefusalReason whenShort) {
    if (to - from < WORD) {
      throw new RefusedException(whenShort, (to - from) + " bytes are too few for a segment table");
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    long count = 1 + Integer.toUnsignedLong(buffer.getInt(from));
    if (count > MAX_CAPNP_SEGMENTS) {
      throw new RefusedException(RefusalReason.SEGMENT_TABLE, "it lists " + count + " segments");
    }
    int tableBytes = (int) (count / 2 + 1) * WORD;
    if (tableBytes > to - from) {
      throw new RefusedException(whenShort, "the segment table ends early");
    }
    ByteBuffer[] segments = new ByteBuffer[(int) count];
    long at = from + (long) tableBytes;
    for (int i = 0; i < segments.length; i++) {
      long size = Integer.toUnsignedLong(buffer.getInt(from + Integer.BYTES * (1 + i))) * WORD;
      if (size > to - at) {
        throw new RefusedException(
            whenShort, "segment " + i + " claims " + size + " bytes, but has " + (to - at));
      }
      // The slice must have the exact size, because the runtime checks bounds against the capacity.
      segments[i] = buffer.slice((int) at, (int) size).order(ByteOrder.LITTLE_ENDIAN);
      at += size;
    }
    long words = (at - from) / WORD;
    return new MessageReader(
        segments, new ReaderOptions(VISITS_PER_WORD * words, limits.nesting()));
  }

  /** {@return a copy of the bytes in a field} */
  public ByteString data(Data.Reader data) {
    if (data.size == 0) {
      return ByteString.EMPTY;
    }
    requireInside(data.buffer, data.offset, data.size);
    byte[] copy = new byte[data.size];
    data.buffer.get(data.offset, copy);
    return ByteString.owning(copy);
  }

  /** {@return the text of a field} */
  public String text(Text.Reader text) {
    if (text.size == 0) {
      return "";
    }
    requireInside(text.buffer, text.offset, text.size);
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(text.buffer.slice(text.offset, text.size))
          .toString();
    } catch (CharacterCodingException e) {
      throw new RefusedException(RefusalReason.MALFORMED, "a text is not UTF-8");
    }
  }

  private static void requireInside(ByteBuffer segment, int offset, int size) {
    // The runtime does not check this size against the segment, and memory may be allocated only
    // for bytes that exist.
    if (offset < 0 || size < 0 || size > segment.capacity() - offset) {
      throw new RefusedException(
          RefusalReason.MALFORMED, "a field of " + size + " bytes is out of bounds");
    }
  }

  /**
   * Checks the size of a list against its limit.
   *
   * @return the size
   */
  public int count(int size, int limit, RefusalReason reason) {
    if (size > limit) {
      throw new RefusedException(reason, size + ", but at most " + limit + " are allowed");
    }
    return size;
  }
}
