package org.waymark.wire.message;

/** Segments that a beacon server registers (PROTOCOL 2, segReg; PROTOCOL 5). */
public record SegmentRegistration(SegmentRecords records) implements Message {
  @Override
  public String messageClass() {
    return "pathMgmt";
  }

  @Override
  public String messageType() {
    return "segReg";
  }
}
