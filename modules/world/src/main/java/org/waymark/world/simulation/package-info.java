/** Worlds in virtual time, with logs and stores in memory: the same run for the same seed. */
package org.waymark.world.simulation;
