package org.waymark.wire.control;

import org.waymark.segment.ByteString;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.InfoField;
import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentFormat;
import org.waymark.wire.Decoded;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.RefusalReason;
import org.waymark.wire.capnp.Form;
import org.waymark.wire.capnp.MessageBytes;
import org.waymark.wire.capnp.Packing;
import org.waymark.wire.capnp.RefusedException;
import org.waymark.wire.capnp.UntrustedBytes;
import org.waymark.wire.generated.SegmentSchema.ASEntry;
import org.waymark.wire.generated.SegmentSchema.PathSegmentSignedData;
import org.waymark.wire.message.AsEntryFields;
import org.waymark.wire.message.SegmentFields;

/**
 * Encodes and decodes path segments (PROTOCOL 1, 2).
 *
 * <p>Each segment is stored as a separate message, {@link PathSegment#bytes}. When a segment
 * arrives from the network, inside another message, the codec builds a new message around the
 * verbatim signed bytes. The layout is always the same, so equal segments have equal bytes.
 */
public final class SegmentCodec {
  private static final int SIGNED_DATA_WORDS = 8;
  private static final int AS_ENTRY_WORDS = 64;

  private final DecoderLimits limits;

  public SegmentCodec(DecoderLimits limits) {
    this.limits = limits;
  }

  /**
   * Decodes a segment from bytes that {@link PathSegment#bytes} returned. The segment keeps the
   * bytes verbatim.
   */
  public Decoded<PathSegment> decode(SegmentFormat format, ByteString bytes) {
    return switch (format) {
      case CAPNP -> decodeUnpacked(bytes);
    };
  }

  private Decoded<PathSegment> decodeUnpacked(ByteString bytes) {
    return UntrustedBytes.decode(
        limits,
        untrusted -> {
          requireSize(bytes.size());
          return SegmentReader.segment(fields(untrusted, Form.UNPACKED, bytes), bytes, untrusted);
        });
  }

  /** Decodes a packed message whose root is the PathSegment. */
  public Decoded<PathSegment> decodePacked(ByteString bytes) {
    return UntrustedBytes.decode(
        limits,
        untrusted -> {
          requireSize(bytes.size());
          return canonical(fields(untrusted, Form.PACKED, bytes), untrusted);
        });
  }

  /** Converts fields into a segment. */
  public Decoded<PathSegment> ofFields(SegmentFields fields) {
    return UntrustedBytes.decode(limits, untrusted -> canonical(fields, untrusted));
  }

  static PathSegment canonical(SegmentFields fields, UntrustedBytes untrusted) {
    long size = SegmentLayout.size(fields);
    if (size > untrusted.limits().messageBytes()) {
      throw tooLong(size, untrusted.limits().messageBytes());
    }
    return SegmentReader.segment(fields, SegmentLayout.bytes(fields), untrusted);
  }

  private void requireSize(int size) {
    if (size > limits.messageBytes()) {
      throw tooLong(size, limits.messageBytes());
    }
  }

  private static RefusedException tooLong(long size, int limit) {
    return new RefusedException(
        RefusalReason.TOO_LONG,
        "the segment is " + size + " bytes long, but at most " + limit + " are allowed");
  }

  private static SegmentFields fields(UntrustedBytes untrusted, Form form, ByteString bytes) {
    return SegmentReader.fields(
        untrusted
            .message(form, bytes)
            .getRoot(org.waymark.wire.generated.SegmentSchema.PathSegment.factory),
        untrusted);
  }

  /** {@return the fields of a segment as they are on the wire} */
  public static SegmentFields fieldsOf(PathSegment segment) {
    return switch (segment) {
      case CapnpSegment capnp -> SegmentWriter.fieldsOf(capnp);
    };
  }

  /** Encodes a segment as a packed message. */
  public static ByteString encodePacked(PathSegment segment) {
    return Packing.pack(SegmentLayout.bytes(fieldsOf(segment)).unsafeBytes());
  }

  /** Encodes the {@code sdata} of a new segment as a packed message. */
  public static ByteString encodeSignedData(InfoField info) {
    ByteString field = InfoFieldCodec.encode(info);
    return MessageBytes.build(
        Form.PACKED,
        SIGNED_DATA_WORDS,
        message ->
            MessageBytes.put(
                message.initRoot(PathSegmentSignedData.factory).initInfoF(field.size()), field));
  }

  /**
   * Encodes the blob of a new AS entry as a packed message. The signature of the entry must cover
   * these bytes.
   */
  public static ByteString encodeAsEntry(AsEntryFields fields) {
    return MessageBytes.build(
        Form.PACKED,
        AS_ENTRY_WORDS,
        message -> SegmentWriter.write(message.initRoot(ASEntry.factory), fields));
  }
}
