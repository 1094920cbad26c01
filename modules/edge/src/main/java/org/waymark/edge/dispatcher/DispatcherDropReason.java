package org.waymark.edge.dispatcher;

import org.waymark.server.report.MetricLabel;

/** Why a dispatcher drops a packet that it could decode. */
enum DispatcherDropReason implements MetricLabel {
  /** No application has registered for the service. */
  UNKNOWN_SERVICE,
  /** No application has registered the address and port. */
  UNKNOWN_PORT,
  /** No application sent what the SCMP message answers. */
  SCMP_FOR_NOBODY,
  /** The application does not read its packets fast enough. */
  SLOW_APPLICATION,
  /** The application names no first hop for its packet. */
  FRAME_FIRST_HOP
}
