package org.waymark.wire.message;

/** A neighbour telling its interface id; a path server only skips it (PROTOCOL 2, IFID). */
public record InterfaceIdMessage(long originInterfaceId, long relayInterfaceId) implements Message {
  @Override
  public String messageClass() {
    return "ifid";
  }

  @Override
  public String messageType() {
    return "ifid";
  }
}
