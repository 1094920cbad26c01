package org.waymark.wire.message;

/** Segments that one path server propagates to another (PROTOCOL 2, segSync; PROTOCOL 8). */
public record SegmentSync(SegmentRecords records) implements Message {
  @Override
  public String messageClass() {
    return "pathMgmt";
  }

  @Override
  public String messageType() {
    return "segSync";
  }
}
