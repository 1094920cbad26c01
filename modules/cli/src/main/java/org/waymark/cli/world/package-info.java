/**
 * Worlds on this machine, which are created, run in one process, and controlled from other
 * terminals over a Unix socket in the folder of the world.
 */
package org.waymark.cli.world;
