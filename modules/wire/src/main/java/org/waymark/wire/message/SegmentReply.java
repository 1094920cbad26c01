package org.waymark.wire.message;

/**
 * The answer to a segment request, containing a copy of the request (PROTOCOL 2, SegReply; PROTOCOL
 * 6.3).
 */
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
