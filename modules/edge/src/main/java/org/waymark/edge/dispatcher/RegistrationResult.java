package org.waymark.edge.dispatcher;

import org.waymark.server.report.MetricLabel;

/** What happened to the registration of an application, unless it was malformed or refused. */
enum RegistrationResult implements MetricLabel {
  /** The application is registered. */
  REGISTERED,
  /** The limit of connected applications is reached. */
  TOO_MANY_APPLICATIONS,
  /** The application did not register in time. */
  NO_REGISTRATION
}
