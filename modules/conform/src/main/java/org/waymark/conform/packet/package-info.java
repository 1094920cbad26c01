/** Recorded SCION packets, and the frames that a server and its dispatcher exchange. */
package org.waymark.conform.packet;
