/**
 * Where the rows lie: in memory, or in RocksDB in a directory that is checked before it is used.
 *
 * <p>Opening goes from {@code StoreDirectory}, which takes the lock, by way of {@code
 * RocksOpening}, which compares the database with its {@code Seal} and sets a damaged one aside, to
 * an {@code OpenedState}. {@link org.waymark.store.backing.Provenance} says which of these
 * happened.
 */
package org.waymark.store.backing;
