/**
 * Worlds in virtual time, with logs and stores in memory. The same seed always results in the same
 * run.
 */
package org.waymark.world.simulation;
