package org.waymark.server.request;

import org.waymark.segment.IsdAs;

/**
 * What a request is pending on: its destination, or the AS that a DOWN segment to it starts at
 * (PROTOCOL 6.2, 6.4).
 */
record Awaited(IsdAs ia, boolean sibra) {
  @Override
  public String toString() {
    return sibra ? ia + " (sibra)" : ia.toString();
  }
}
