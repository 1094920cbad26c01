package org.waymark.edge.dispatcher;

import org.waymark.server.report.MetricLabel;

/** The reason why a dispatcher drops a packet that it could decode. */
enum DispatcherDropReason implements MetricLabel {
  /** No application has registered for the service. */
  UNKNOWN_SERVICE,
  /** No application has registered the address and port. */
  UNKNOWN_PORT,
  /** No application sent the packet to which the SCMP message refers. */
  SCMP_FOR_NOBODY,
  /** The application does not read its packets fast enough. */
  SLOW_APPLICATION,
  /** The application's frame does not name a first hop for the packet. */
  FRAME_FIRST_HOP
}
