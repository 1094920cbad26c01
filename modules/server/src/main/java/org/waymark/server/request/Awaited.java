package org.waymark.server.request;

import org.waymark.segment.IsdAs;

/**
 * The AS that a pending request waits for: its destination, or the AS where a DOWN segment to the
 * destination starts (PROTOCOL 6.2, 6.4).
 */
record Awaited(IsdAs ia, boolean sibra) {
  @Override
  public String toString() {
    return sibra ? ia + " (sibra)" : ia.toString();
  }
}
