package org.waymark.edge.dispatcher;

import org.waymark.server.report.MetricLabel;

/** The result of registering an application, unless the registration was malformed or rejected. */
enum RegistrationResult implements MetricLabel {
  /** The application is registered. */
  REGISTERED,
  /** The limit of connected applications is reached. */
  TOO_MANY_APPLICATIONS,
  /** The application did not register in time. */
  NO_REGISTRATION
}
