/**
 * Sends and receives SCION packets over UDP: determines the host to which a packet goes first, and
 * converts payloads to packets and packets to messages.
 */
package org.waymark.edge.udp;
