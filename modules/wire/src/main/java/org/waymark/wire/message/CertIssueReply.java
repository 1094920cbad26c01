package org.waymark.wire.message;

import org.waymark.segment.ByteString;

/**
 * A certificate chain issued on request, which a path server ignores (PROTOCOL 2, CertChainIssRep).
 */
public record CertIssueReply(ByteString chain) implements Message {
  @Override
  public String messageClass() {
    return "certMgmt";
  }

  @Override
  public String messageType() {
    return "certChainIssRep";
  }
}
