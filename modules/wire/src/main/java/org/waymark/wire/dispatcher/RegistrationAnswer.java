package org.waymark.wire.dispatcher;

import static org.waymark.wire.RefusalReason.REGISTRATION_LENGTH;

import java.nio.ByteBuffer;
import org.waymark.wire.Decoded;

/**
 * What the dispatcher says to a {@link DispatcherRegistration} (PROTOCOL 2.3): 2 bytes, big-endian.
 *
 * @param port the UDP port that was assigned, unsigned 16 bits; 0 when it refuses
 */
public record RegistrationAnswer(int port) {
  /** {@return whether the server is registered} */
  public boolean isAccepted() {
    return port != 0;
  }

  /** {@return the answer that the payload of a frame is, or why it is none} */
  public static Decoded<RegistrationAnswer> decode(ByteBuffer payload) {
    return payload.remaining() == Short.BYTES
        ? Decoded.accepted(new RegistrationAnswer(Short.toUnsignedInt(payload.slice().getShort())))
        : Decoded.refused(REGISTRATION_LENGTH, payload.remaining() + " bytes of answer");
  }

  /** {@return the payload of the frame that answers} */
  public ByteBuffer encode() {
    return ByteBuffer.allocate(Short.BYTES).putShort((short) port).flip();
  }
}
