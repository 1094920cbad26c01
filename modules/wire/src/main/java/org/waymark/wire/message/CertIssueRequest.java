package org.waymark.wire.message;

import org.waymark.segment.ByteString;

/** A request to issue a certificate, which a path server ignores (PROTOCOL 2, CertChainIssReq). */
public record CertIssueRequest(ByteString cert) implements Message {
  @Override
  public String messageClass() {
    return "certMgmt";
  }

  @Override
  public String messageType() {
    return "certChainIssReq";
  }
}
