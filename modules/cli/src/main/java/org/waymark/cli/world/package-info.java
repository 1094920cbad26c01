/**
 * The commands for worlds on this machine. A world is created in a folder, runs in one process, and
 * is controlled from other terminals over a Unix socket in that folder.
 */
package org.waymark.cli.world;
