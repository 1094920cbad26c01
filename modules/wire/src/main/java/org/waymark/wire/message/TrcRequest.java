package org.waymark.wire.message;

/**
 * A request for a TRC (PROTOCOL 2, TRCReq).
 *
 * @param isd the ISD, unsigned 16 bits
 * @param version the version, unsigned 64 bits, 0 for the newest
 */
public record TrcRequest(int isd, long version, boolean cacheOnly) implements Message {
  @Override
  public String messageClass() {
    return "certMgmt";
  }

  @Override
  public String messageType() {
    return "trcReq";
  }
}
