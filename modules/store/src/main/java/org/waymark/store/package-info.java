/**
 * The state of a replica: a fold of the log, in rows.
 *
 * <p>{@link org.waymark.store.Store#apply} turns records into rows, on one thread, by the one code
 * that live tail, restart, rebuild and tests share. Reading goes through a {@link
 * org.waymark.store.ReadView}. Nothing but the log changes the state; clocks enter in reading only.
 *
 * <p>Inside: {@code EventsApply} has the rules, {@code StateRows} keeps indexes and digest beside
 * the rows, {@code Rows} is where rows lie, in RocksDB or in memory; {@code Seal} and {@code
 * StoreDirectory} decide whether what lies on disk may be used.
 */
package org.waymark.store;
