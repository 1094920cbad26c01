/** Running one replica for real: sockets, clocks, Kafka, and the log it needs. */
package org.waymark.cli.serve;
