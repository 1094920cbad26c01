/**
 * The start-up data of a world: the files of all ASes (PROTOCOL 3) in one folder, or the same data
 * in memory. {@link org.waymark.world.folder.Sites} generates it for a network, and {@link
 * org.waymark.world.folder.WorldFolder} writes and reads it.
 *
 * <pre>{@code
 * WorldFolder.create(dir, ShippedTopology.TINY.network(), WorldSettings.of(1), clock);
 * WorldFolder world = WorldFolder.open(dir);
 * Site core = world.sites().get(IsdAs.parse("1-11"));
 * }</pre>
 */
package org.waymark.world.folder;
