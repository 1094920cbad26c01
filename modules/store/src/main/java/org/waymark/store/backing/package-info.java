/**
 * The storage of the rows: in memory, or in RocksDB in a directory that is checked before it is
 * used.
 *
 * <p>To open a store, {@code StoreDirectory} takes the lock; {@code RocksOpening} compares the
 * database with its {@code Seal}, and sets the database aside if it is damaged; and {@code
 * OpenedState} reads a part of the rows into memory. A {@link org.waymark.store.backing.Provenance}
 * reports whether the state is new, was resumed or must be rebuilt.
 */
package org.waymark.store.backing;
