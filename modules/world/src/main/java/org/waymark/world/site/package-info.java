/** The ground that the services of one AS stand on: its start-up files, sockets, and counts. */
package org.waymark.world.site;
