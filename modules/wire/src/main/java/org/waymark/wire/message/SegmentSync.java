package org.waymark.wire.message;

/** Segments that one path server passes on to another (spec 2, segSync; spec 8). */
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
