/**
 * The tasks that the holder of the lease performs on behalf of all replicas of its AS
 * (ARCHITECTURE, The lease): appending ticks, and sending the DOWN segments of the local AS to the
 * other core ASes of the ISD.
 */
package org.waymark.server.propagation;
