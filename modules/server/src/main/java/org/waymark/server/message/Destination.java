package org.waymark.server.message;

import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;

/** The destination of a message that is not a reply. */
public sealed interface Destination {
  /**
   * Any path server in the first AS of a segment that ends at the local AS. The message travels
   * along the segment in reverse (PROTOCOL 6.1, 6.2, 7, 8).
   */
  record PathService(PathSegment over) implements Destination {
    /** {@return the destination AS} */
    public IsdAs ia() {
      return over.firstIa();
    }
  }

  /** A certificate server in the local AS (PROTOCOL 3.1). */
  record CertificateService() implements Destination {}
}
