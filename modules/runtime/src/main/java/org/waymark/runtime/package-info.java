/**
 * What touches the world, as ports: {@link org.waymark.runtime.Clock time}, {@link
 * org.waymark.runtime.Timers timers}, {@link org.waymark.runtime.Datagrams datagrams}, {@link
 * org.waymark.runtime.Streams streams}; and what keeps the world's demands within bounds: {@link
 * org.waymark.runtime.TokenBucket budgets}.
 *
 * <p>Every port has a real form here and a simulated one in {@code simulation}. Code that takes its
 * ports as arguments runs in both without knowing which.
 */
package org.waymark.runtime;
