package org.waymark.wire.message;

import org.waymark.segment.ByteString;

/**
 * A certificate chain (PROTOCOL 2, CertChain).
 *
 * @param chain the JSON text, compressed with LZ4
 */
public record CertChainReply(ByteString chain) implements Message {
  @Override
  public String messageClass() {
    return "certMgmt";
  }

  @Override
  public String messageType() {
    return "certChain";
  }
}
