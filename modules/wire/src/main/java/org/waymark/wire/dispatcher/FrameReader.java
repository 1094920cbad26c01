package org.waymark.wire.dispatcher;

import static org.waymark.wire.RefusalReason.FRAME_ADDRESS_TYPE;
import static org.waymark.wire.RefusalReason.FRAME_COOKIE;
import static org.waymark.wire.RefusalReason.FRAME_TOO_LONG;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.waymark.wire.Decoded;
import org.waymark.wire.Refusal;
import org.waymark.wire.RefusalReason;
import org.waymark.wire.packet.HostAddress;

/**
 * Extracts {@link DispatcherFrame}s from one stream of bytes, regardless of how the stream is split
 * into pieces.
 *
 * <p>The reader holds one frame at a time, in a buffer that is allocated once. A rejection is
 * final, because the start of the next frame is no longer known: every later call returns the same
 * rejection, and the caller must reconnect. Not thread-safe.
 */
public final class FrameReader {
  private final int maxPayloadBytes;
  private final ByteBuffer frame;
  private Optional<Refusal> refusal = Optional.empty();

  /**
   * @param maxPayloadBytes the maximum size of a payload; frames with larger payloads are rejected
   */
  public FrameReader(int maxPayloadBytes) {
    this.maxPayloadBytes = maxPayloadBytes;
    this.frame = ByteBuffer.allocate(DispatcherFrame.MAX_PREFIX_SIZE + maxPayloadBytes);
    expectFrame();
  }

  private void expectFrame() {
    frame.clear().limit(DispatcherFrame.HEADER_SIZE);
  }

  /**
   * Reads the next frame.
   *
   * @param in the position advances past the consumed bytes, at most to the end of the frame
   * @return the frame, or the reason why the stream cannot be read further; empty if all bytes were
   *     consumed without completing a frame
   * @apiNote the payload is a view that is valid until the next call
   */
  public Optional<Decoded<DispatcherFrame>> read(ByteBuffer in) {
    if (refusal.isPresent()) {
      return Optional.of(new Decoded.Refused<>(refusal.get()));
    }
    if (!fill(in)) {
      return Optional.empty();
    }
    if (frame.limit() == DispatcherFrame.HEADER_SIZE) {
      refusal = headerFault();
      if (refusal.isPresent()) {
        return Optional.of(new Decoded.Refused<>(refusal.get()));
      }
      frame.limit(prefixSize() + payloadSize());
      if (!fill(in)) {
        return Optional.empty();
      }
    }
    Decoded<DispatcherFrame> whole = Decoded.accepted(frame());
    expectFrame();
    return Optional.of(whole);
  }

  /**
   * Copies bytes into the frame up to the limit of its buffer.
   *
   * @return whether the limit has been reached
   */
  private boolean fill(ByteBuffer in) {
    int taken = Math.min(in.remaining(), frame.remaining());
    frame.put(frame.position(), in, in.position(), taken);
    frame.position(frame.position() + taken);
    in.position(in.position() + taken);
    return !frame.hasRemaining();
  }

  private Optional<Refusal> headerFault() {
    if (frame.getLong(0) != DispatcherFrame.COOKIE) {
      return refusal(FRAME_COOKIE, "%016x".formatted(frame.getLong(0)));
    }
    if (!DispatcherFrame.isAddressType(addressType())) {
      return refusal(FRAME_ADDRESS_TYPE, "unknown address type " + addressType());
    }
    if (payloadSize() < 0 || payloadSize() > maxPayloadBytes) {
      return refusal(
          FRAME_TOO_LONG,
          Integer.toUnsignedLong(payloadSize()) + " bytes, more than " + maxPayloadBytes);
    }
    return Optional.empty();
  }

  private static Optional<Refusal> refusal(RefusalReason reason, String detail) {
    return Optional.of(new Refusal(reason, detail));
  }

  private int addressType() {
    return Byte.toUnsignedInt(frame.get(DispatcherFrame.ADDRESS_TYPE_AT));
  }

  private int payloadSize() {
    return frame.getInt(DispatcherFrame.LENGTH_AT);
  }

  private int prefixSize() {
    return DispatcherFrame.prefixSize(addressType());
  }

  private DispatcherFrame frame() {
    HostAddress host = HostAddress.read(addressType(), frame, DispatcherFrame.HEADER_SIZE);
    int port =
        host instanceof HostAddress.None
            ? 0
            : Short.toUnsignedInt(frame.getShort(prefixSize() - Short.BYTES));
    return new DispatcherFrame(host, port, frame.slice(prefixSize(), payloadSize()));
  }
}
