/**
 * SCION packets over UDP: which host a packet goes to first, and how payloads become packets and
 * packets become messages.
 */
package org.waymark.edge.udp;
