/**
 * SCION networks in one process, including the services around the path servers, so that a whole
 * network can be run, observed and disturbed. Every service is created from the {@link
 * org.waymark.world.site.Site} of its AS and accesses the outside world only through ports, so that
 * the same network can also run in virtual time.
 */
package org.waymark.world;
