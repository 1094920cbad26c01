/** Worlds in virtual time, with logs and stores in memory: the same seed gives the same run. */
package org.waymark.world.simulation;
