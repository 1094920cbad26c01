package org.waymark.wire.message;

import org.waymark.segment.Revocation;

/** A revocation sent on its own (PROTOCOL 2, revInfo; PROTOCOL 7). */
public record RevocationNotice(Revocation revocation) implements Message {
  @Override
  public String messageClass() {
    return "pathMgmt";
  }

  @Override
  public String messageType() {
    return "revInfo";
  }
}
