/**
 * A world before anything runs in it: the start-up files of every AS (PROTOCOL 3) in one folder, or
 * the same in memory. {@link org.waymark.world.folder.Sites} makes them of a network, {@link
 * org.waymark.world.folder.WorldFolder} writes and reads them.
 *
 * <pre>{@code
 * WorldFolder.create(dir, ShippedTopology.TINY.network(), WorldSettings.of(1), clock);
 * WorldFolder world = WorldFolder.open(dir);
 * Site core = world.sites().get(IsdAs.parse("1-11"));
 * }</pre>
 */
package org.waymark.world.folder;
