/**
 * The Merkle tree of a topic as files that any web server can serve (C2SP tlog-tiles).
 *
 * <p>A {@link org.waymark.audit.tiles.TileWriter} turns leaves into tiles, which a {@link
 * org.waymark.audit.tiles.TileStore} keeps: in a folder ({@link
 * org.waymark.audit.tiles.TileDirectory}) or in memory. Proofs are computed from the tiles that a
 * {@link org.waymark.audit.tiles.TileReader} returns.
 *
 * <pre>{@code
 * TileDirectory tiles = TileDirectory.open(folder);
 * TileWriter writer = TileWriter.resume(tiles, edgeOfThePublishedCheckpoint);
 * writer.append(leaf.encode());
 * writer.flush();                            // then sign a checkpoint of writer.edge()
 * tiles.publishCheckpoint(signed.encode());  // and publish it
 * }</pre>
 *
 * <p>A published tile never changes. Writing different bytes in its place fails with {@link
 * org.waymark.audit.tiles.TileException.Forked}.
 */
package org.waymark.audit.tiles;
