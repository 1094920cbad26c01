package org.waymark.wire.control;

import java.nio.ByteBuffer;
import org.waymark.segment.ByteString;
import org.waymark.segment.CapnpSign;
import org.waymark.wire.Decoded;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.RefusalReason;
import org.waymark.wire.capnp.Form;
import org.waymark.wire.capnp.MessageBytes;
import org.waymark.wire.capnp.RefusedException;
import org.waymark.wire.capnp.UntrustedBytes;
import org.waymark.wire.generated.ControlSchema.CtrlPld;
import org.waymark.wire.generated.ControlSchema.SignedCtrlPld;
import org.waymark.wire.message.ControlPayload;
import org.waymark.wire.message.SignedControlPayload;

/**
 * Encodes and decodes control payloads (PROTOCOL 2).
 *
 * <pre>
 *  framed:  length 4, big-endian, of everything after it | packed SignedCtrlPld
 *                                                          blob = packed CtrlPld
 * </pre>
 *
 * Segments and revocations inside a message are accepted or rejected individually. The whole
 * message is rejected only if its structure cannot be read.
 */
public final class ControlCodec {
  private static final int LENGTH_BYTES = 4;
  private static final int SIGNED_WORDS = 16;
  static final CapnpSign UNSIGNED =
      new CapnpSign(CapnpSign.Type.NONE, ByteString.EMPTY, ByteString.EMPTY, 0);

  private final DecoderLimits limits;

  public ControlCodec(DecoderLimits limits) {
    this.limits = limits;
  }

  /**
   * Decodes the control payload in a UDP payload. Its signature is never checked.
   *
   * @param udpPayload the buffer whose bytes between position and limit are decoded; its position
   *     and limit are not changed
   */
  public Decoded<ControlPayload> decodeFramed(ByteBuffer udpPayload) {
    return UntrustedBytes.decode(
        limits,
        bytes -> {
          byte[] framed = array(udpPayload);
          SignedCtrlPld.Reader signed =
              bytes.packed(framed, LENGTH_BYTES, framed.length).getRoot(SignedCtrlPld.factory);
          return ControlReader.payload(
              bytes.packed(signed.getBlob()).getRoot(CtrlPld.factory), bytes);
        });
  }

  /** Copies the framed bytes, after checking their length. */
  private byte[] array(ByteBuffer udpPayload) {
    int size = udpPayload.remaining();
    if (size == 0) {
      throw new RefusedException(RefusalReason.EMPTY, "empty datagram");
    }
    if (size < LENGTH_BYTES) {
      throw new RefusedException(RefusalReason.TOO_SHORT, size + " bytes are too few for a length");
    }
    requireSize(size - LENGTH_BYTES);
    byte[] framed = new byte[size];
    udpPayload.get(udpPayload.position(), framed);
    long length = Integer.toUnsignedLong(ByteBuffer.wrap(framed).getInt());
    if (length != size - LENGTH_BYTES) {
      throw new RefusedException(
          RefusalReason.LENGTH_MISMATCH,
          "the length field is " + length + ", but " + (size - LENGTH_BYTES) + " bytes follow");
    }
    return framed;
  }

  private void requireSize(int size) {
    if (size > limits.messageBytes()) {
      throw new RefusedException(
          RefusalReason.TOO_LONG,
          size + " bytes, but at most " + limits.messageBytes() + " are allowed");
    }
  }

  /** Decodes a packed CtrlPld. */
  public Decoded<ControlPayload> decodePacked(ByteString controlPayload) {
    return decode(Form.PACKED, controlPayload);
  }

  /** Decodes a CtrlPld message. */
  public Decoded<ControlPayload> decode(Form form, ByteString controlPayload) {
    return UntrustedBytes.decode(
        limits,
        bytes -> {
          requireSize(controlPayload.size());
          return ControlReader.payload(
              bytes.message(form, controlPayload).getRoot(CtrlPld.factory), bytes);
        });
  }

  /** Decodes a SignedCtrlPld message, leaving its blob undecoded. */
  public Decoded<SignedControlPayload> decodeSigned(Form form, ByteString signedPayload) {
    return UntrustedBytes.decode(
        limits,
        bytes -> {
          requireSize(signedPayload.size());
          SignedCtrlPld.Reader signed =
              bytes.message(form, signedPayload).getRoot(SignedCtrlPld.factory);
          return new SignedControlPayload(
              bytes.data(signed.getBlob()), SegmentReader.sign(signed.getSign(), bytes));
        });
  }

  /** Encodes an unsigned control payload as a UDP payload. */
  public static ByteString encodeFramed(ControlPayload payload) {
    return ReplyLayout.framed(payload)
        .orElseGet(() -> encodeFramed(new SignedControlPayload(encodePacked(payload), UNSIGNED)));
  }

  /** Encodes a signed control payload as a UDP payload. */
  public static ByteString encodeFramed(SignedControlPayload payload) {
    ByteString packed = encode(Form.PACKED, payload);
    return ByteString.owning(
        ByteBuffer.allocate(LENGTH_BYTES + packed.size())
            .putInt(packed.size())
            .put(packed.unsafeBytes())
            .array());
  }

  /**
   * Encodes a control payload as a packed CtrlPld.
   *
   * @throws IllegalStateException if it contains a record that was rejected on arrival
   */
  public static ByteString encodePacked(ControlPayload payload) {
    return encode(Form.PACKED, payload);
  }

  /**
   * Encodes a control payload as a CtrlPld message.
   *
   * @throws IllegalStateException if it contains a record that was rejected on arrival
   */
  public static ByteString encode(Form form, ControlPayload payload) {
    return MessageBytes.build(
        form,
        MessageSize.words(payload),
        message -> ControlWriter.write(message.initRoot(CtrlPld.factory), payload));
  }

  /** Encodes a signed control payload as a SignedCtrlPld message. */
  public static ByteString encode(Form form, SignedControlPayload payload) {
    return MessageBytes.build(
        form,
        SIGNED_WORDS + MessageBytes.words(payload.blob()),
        message -> {
          SignedCtrlPld.Builder signed = message.initRoot(SignedCtrlPld.factory);
          MessageBytes.put(signed.initBlob(payload.blob().size()), payload.blob());
          SegmentWriter.write(signed.initSign(), payload.sign());
        });
  }
}
