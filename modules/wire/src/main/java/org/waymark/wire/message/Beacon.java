package org.waymark.wire.message;

/**
 * A beacon on its way; a path server only skips it (PROTOCOL 2, PCB).
 *
 * @param interfaceId through which it left
 */
public record Beacon(SegmentFields segment, long interfaceId) implements Message {
  @Override
  public String messageClass() {
    return "pcb";
  }

  @Override
  public String messageType() {
    return "pcb";
  }
}
