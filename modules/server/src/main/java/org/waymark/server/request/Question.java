package org.waymark.server.request;

import org.waymark.segment.IsdAs;
import org.waymark.wire.message.SegmentRequest;

/**
 * What pending requests have in common that are answered alike: they are retried as one.
 *
 * @param fromOtherIsd whether the source that the request names is in another ISD than this server
 *     (spec 6.2)
 */
record Question(IsdAs dst, boolean sibra, boolean fromOtherIsd) {
  static Question of(SegmentRequest request, IsdAs local) {
    return new Question(request.dst(), request.sibra(), request.src().isd() != local.isd());
  }

  /** {@return a request that asks this; what is done for a new one does not matter} */
  SegmentRequest asked(IsdAs local) {
    return new SegmentRequest(fromOtherIsd ? IsdAs.NONE : local, dst, sibra, false);
  }
}
