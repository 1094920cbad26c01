package org.waymark.wire.message;

/**
 * A request for interface states (PROTOCOL 2, IFStateReq).
 *
 * @param interfaceId the interface; 0 for all interfaces
 */
public record InterfaceStateRequest(long interfaceId) implements Message {
  @Override
  public String messageClass() {
    return "pathMgmt";
  }

  @Override
  public String messageType() {
    return "ifStateReq";
  }
}
