/** The environment that the services of one AS share: start-up files, sockets, and drop counts. */
package org.waymark.world.site;
