/** Hosts: they ask their path server, join segments into paths, and try them. */
package org.waymark.world.host;
