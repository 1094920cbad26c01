/** The context that the services of one AS share: its start-up files, sockets, and drop counts. */
package org.waymark.world.site;
