package org.waymark.wire.message;

import org.waymark.segment.IsdAs;

/**
 * A request for segments that lead from one AS to another (PROTOCOL 2, SegReq; PROTOCOL 6).
 *
 * @param dst the destination AS; AS 0 means any core AS of the ISD
 */
public record SegmentRequest(IsdAs src, IsdAs dst, boolean sibra, boolean cacheOnly)
    implements Message {
  @Override
  public String messageClass() {
    return "pathMgmt";
  }

  @Override
  public String messageType() {
    return "segReq";
  }
}
