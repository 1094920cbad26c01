/**
 * Snapshots: copies of a store in a folder, from which another replica starts.
 *
 * <pre>
 * running replica                    stopped store
 *  Store.checkpoint                   its files, locked
 *        |                               |
 *        +--------- SnapshotExport ------+     copies, hashes, checks, and renames at the end
 *                         |
 *                    a snapshot                SnapshotManifest: what it is, and a hash of each file
 *                         |
 *   SnapshotFit    is it of this AS, this log and these rules?
 *                         |
 *                  SnapshotRestore             copies, compares the hashes, and renames at the end
 * </pre>
 */
package org.waymark.store.snapshot;
