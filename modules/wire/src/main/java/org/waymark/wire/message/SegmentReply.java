package org.waymark.wire.message;

/** The answer to a segment request, which it echoes (spec 2, SegReply; spec 6.3). */
public record SegmentReply(SegmentRequest request, SegmentRecords records) implements Message {
  @Override
  public String messageClass() {
    return "pathMgmt";
  }

  @Override
  public String messageType() {
    return "segReply";
  }
}
