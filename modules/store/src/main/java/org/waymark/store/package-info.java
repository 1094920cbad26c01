/**
 * The state of a replica: the fold of the log, stored as rows.
 *
 * <p>{@link org.waymark.store.Store#apply} turns records into rows, on one thread; live tail,
 * restart, rebuild and tests all share this code. Reads go through a {@link
 * org.waymark.store.view.ReadView}. Only the log changes the state, and only reads use a clock.
 *
 * <p>Inside, {@code EventsApply} has the rules, {@code StateRows} keeps indexes and digest in step
 * with the rows, and {@code Rows} keeps the rows themselves, in RocksDB or in memory. {@code Seal}
 * and {@code StoreDirectory} decide whether the database on disk may be used.
 */
package org.waymark.store;
