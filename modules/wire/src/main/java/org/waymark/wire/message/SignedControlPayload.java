package org.waymark.wire.message;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.waymark.segment.ByteString;
import org.waymark.segment.CapnpSign;

/**
 * A control payload with its signature (PROTOCOL 2, SignedCtrlPld): what one UDP datagram holds.
 *
 * @param blob the packed control payload, verbatim
 * @param sign of type none when unsigned; not checked by a path server
 */
public record SignedControlPayload(ByteString blob, CapnpSign sign) {
  /** {@return what the signature covers: name of the type, source, blob (PROTOCOL 2)} */
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
