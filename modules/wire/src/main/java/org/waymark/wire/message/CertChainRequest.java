package org.waymark.wire.message;

import org.waymark.segment.IsdAs;

/**
 * A request for the certificate chain of an AS (PROTOCOL 2, CertChainReq).
 *
 * @param version the version, unsigned 64 bits, 0 for the newest
 */
public record CertChainRequest(IsdAs ia, long version, boolean cacheOnly) implements Message {
  @Override
  public String messageClass() {
    return "certMgmt";
  }

  @Override
  public String messageType() {
    return "certChainReq";
  }
}
