package org.waymark.wire.dispatcher;

import static org.waymark.wire.RefusalReason.REGISTRATION_LENGTH;

import java.nio.ByteBuffer;
import org.waymark.wire.Decoded;

/**
 * The dispatcher's answer to a {@link DispatcherRegistration} (PROTOCOL 2.3): 2 bytes, big-endian.
 *
 * @param port the assigned UDP port, unsigned 16 bits; 0 if the registration was rejected
 */
public record RegistrationAnswer(int port) {
  /** {@return whether the server is registered} */
  public boolean isAccepted() {
    return port != 0;
  }

  /**
   * Decodes an answer from the payload of a frame.
   *
   * @return the answer, or the reason why the payload is not a valid answer
   */
  public static Decoded<RegistrationAnswer> decode(ByteBuffer payload) {
    return payload.remaining() == Short.BYTES
        ? Decoded.accepted(new RegistrationAnswer(Short.toUnsignedInt(payload.slice().getShort())))
        : Decoded.refused(
            REGISTRATION_LENGTH, "the answer is " + payload.remaining() + " bytes long");
  }

  /** Encodes this answer as the payload of a frame. */
  public ByteBuffer encode() {
    return ByteBuffer.allocate(Short.BYTES).putShort((short) port).flip();
  }
}
