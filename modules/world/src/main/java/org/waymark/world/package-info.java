/**
 * SCION networks in one process: what stands around the path servers of a network, so that they can
 * be run, watched and broken in one. Every service starts from the {@link
 * org.waymark.world.site.Site} of its AS and touches the world through ports, so that the same
 * network runs in virtual time.
 */
package org.waymark.world;
