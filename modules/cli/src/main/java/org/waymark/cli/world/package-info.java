/**
 * Worlds on this machine: made, run in one process, and acted on from other terminals over a Unix
 * socket in the folder of the world.
 */
package org.waymark.cli.world;
