package org.waymark.wire.message;

import org.waymark.segment.ByteString;

/**
 * A TRC (PROTOCOL 2, TRC).
 *
 * @param trc the JSON text, compressed with LZ4
 */
public record TrcReply(ByteString trc) implements Message {
  @Override
  public String messageClass() {
    return "certMgmt";
  }

  @Override
  public String messageType() {
    return "trc";
  }
}
