package org.waymark.edge.dispatcher;

import org.waymark.server.report.MetricLabel;

/**
 * The result of an application's attempt to register, other than a malformed or rejected
 * registration.
 */
enum RegistrationResult implements MetricLabel {
  /** The application has been registered. */
  REGISTERED,
  /** The limit of connected applications is reached. */
  TOO_MANY_APPLICATIONS,
  /** The application did not register in time. */
  NO_REGISTRATION
}
