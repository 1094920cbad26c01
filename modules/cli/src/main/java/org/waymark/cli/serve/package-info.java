/**
 * Runs a replica, or the dispatcher of a host, with real sockets, clocks and Kafka, and shows the
 * status of a running replica.
 */
package org.waymark.cli.serve;
