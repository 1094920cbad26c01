package org.waymark.edge.dispatcher;

import java.util.Locale;

/** The reasons why a dispatcher rejects a well-formed registration. */
enum RegistrationRefusal {
  /** Another application uses the address and port, or the bind address and port. */
  PORT_TAKEN,
  /** Every port of the address is in use. */
  NO_FREE_PORT,
  /** The service does not exist, or is a multicast address. */
  UNKNOWN_SERVICE,
  /** The service has reached its limit of applications on this host. */
  SERVICE_FULL;

  /** {@return the value of the counter's label} */
  String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
