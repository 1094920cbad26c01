/** Recorded SCION packets, and what a server and its dispatcher say to each other. */
package org.waymark.conform.packet;
