package org.waymark.server.request;

import org.waymark.resolve.LocalAs;
import org.waymark.segment.IsdAs;
import org.waymark.wire.message.SegmentRequest;

/**
 * What pending requests have in common that are answered alike: they are retried as one.
 *
 * @param src the AS that the request names as its source, where the answer depends on it: at a core
 *     server, for one of its ISD (PROTOCOL 6.2); else the local AS, or none for one of another ISD
 */
record PendingKey(IsdAs dst, boolean sibra, IsdAs src) {
  static PendingKey of(SegmentRequest request, LocalAs local) {
    IsdAs src = request.src();
    if (src.isd() != local.ia().isd()) {
      return new PendingKey(request.dst(), request.sibra(), IsdAs.NONE);
    }
    return new PendingKey(request.dst(), request.sibra(), local.core() ? src : local.ia());
  }

  /** {@return a request that asks this; what is done for a new one does not matter} */
  SegmentRequest asked() {
    return new SegmentRequest(src, dst, sibra, false);
  }
}
