/**
 * Running one replica, or the dispatcher of a host, for real: sockets, clocks, Kafka; and asking a
 * running replica how it is.
 */
package org.waymark.cli.serve;
