/**
 * What the holder of the lease does for all replicas of its AS (ARCHITECTURE, The lease): it
 * appends ticks, and sends the DOWN segments of its AS to the other core ASes of the ISD.
 */
package org.waymark.server.propagation;
