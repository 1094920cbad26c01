package org.waymark.server.message;

import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;

/** Where a message goes that is no answer. */
public sealed interface Destination {
  /**
   * Any path server of the first AS of a segment that ends at the own AS, over the segment against
   * its direction (PROTOCOL 6.1, 6.2, 7, 8).
   */
  record PathService(PathSegment over) implements Destination {
    /** {@return the AS it goes to} */
    public IsdAs ia() {
      return over.firstIa();
    }
  }

  /** A certificate server of the own AS (PROTOCOL 3.1). */
  record CertificateService() implements Destination {}
}
