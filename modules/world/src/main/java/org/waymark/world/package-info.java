/**
 * SCION networks in one process: the services around the path servers, so that a whole network can
 * be run, observed and disturbed. Every service starts from the {@link org.waymark.world.site.Site}
 * of its AS and has access to the outside only through ports, so that the same network can also run
 * in virtual time.
 */
package org.waymark.world;
