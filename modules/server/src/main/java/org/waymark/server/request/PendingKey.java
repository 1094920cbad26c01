package org.waymark.server.request;

import org.waymark.resolve.LocalAs;
import org.waymark.segment.IsdAs;
import org.waymark.wire.message.SegmentRequest;

/**
 * The key shared by pending requests that have the same answer and are therefore retried together.
 *
 * @param src the source AS named in the request if the answer depends on the source AS, as at a
 *     core server if the destination is in its own ISD (PROTOCOL 6.2); otherwise the local AS, or
 *     none if the destination is in another ISD
 */
record PendingKey(IsdAs dst, boolean sibra, IsdAs src) {
  static PendingKey of(SegmentRequest request, LocalAs local) {
    IsdAs src = request.src();
    if (src.isd() != local.ia().isd()) {
      return new PendingKey(request.dst(), request.sibra(), IsdAs.NONE);
    }
    return new PendingKey(request.dst(), request.sibra(), local.core() ? src : local.ia());
  }

  /** {@return a request with this key, to be resolved in a retry} */
  SegmentRequest asked() {
    return new SegmentRequest(src, dst, sibra, false);
  }
}
