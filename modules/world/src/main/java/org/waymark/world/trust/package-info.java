/** The trust material that the services of one AS share in memory. */
package org.waymark.world.trust;
