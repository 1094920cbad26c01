package org.waymark.wire.message;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.waymark.segment.ByteString;
import org.waymark.segment.CapnpSign;

/**
 * A control payload with its signature (PROTOCOL 2, SignedCtrlPld), the content of one UDP
 * datagram.
 *
 * @param blob the packed control payload, verbatim
 * @param sign the signature, of type none if unsigned; a path server does not check it
 */
public record SignedControlPayload(ByteString blob, CapnpSign sign) {
  /**
   * {@return the bytes that the signature covers: the name of the signature type, the source and
   * the blob (PROTOCOL 2)}
   */
  public ByteString signedBytes() {
    byte[] name = sign.type().text().getBytes(StandardCharsets.US_ASCII);
    return ByteString.owning(
        ByteBuffer.allocate(name.length + sign.source().size() + blob.size())
            .put(name)
            .put(sign.source().unsafeBytes())
            .put(blob.unsafeBytes())
            .array());
  }
}
