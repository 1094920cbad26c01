package org.waymark.wire.message;

/**
 * A beacon in transit, which a path server ignores (PROTOCOL 2, PCB).
 *
 * @param interfaceId the interface through which the beacon left the sending AS
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
