package org.waymark.wire.message;

/**
 * A neighbour's announcement of its interface id, which a path server ignores (PROTOCOL 2, IFID).
 */
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
