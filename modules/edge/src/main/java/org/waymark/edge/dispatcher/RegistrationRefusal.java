package org.waymark.edge.dispatcher;

import java.util.Locale;

/** Why a dispatcher does not take an application that registers in proper form. */
enum RegistrationRefusal {
  /** Another application has the address and port, or the bind address and port. */
  PORT_TAKEN,
  /** Every port of the address is taken. */
  NO_FREE_PORT,
  /** There is no such service, or all of its servers at once are meant. */
  UNKNOWN_SERVICE,
  /** The service has as many applications at this host as it can have. */
  SERVICE_FULL;

  /** {@return the name of the counter's label} */
  String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
