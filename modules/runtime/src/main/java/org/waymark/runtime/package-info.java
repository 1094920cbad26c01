/**
 * The ports through which Waymark reaches the outside world: {@link org.waymark.runtime.Clock
 * time}, {@link org.waymark.runtime.Timers timers}, {@link org.waymark.runtime.Datagrams datagrams}
 * and {@link org.waymark.runtime.Streams streams}. The package also contains the {@link
 * org.waymark.runtime.TokenBucket budgets} that limit the load that other parties can cause.
 *
 * <p>Every port has a real implementation here and a simulated one in {@code simulation}. Code that
 * takes its ports as arguments works with both.
 */
package org.waymark.runtime;
