/** Running one replica, or the dispatcher of a host, for real: sockets, clocks, Kafka. */
package org.waymark.cli.serve;
