/**
 * The debugger of the log: steps through the records of a history, in both directions, and shows
 * what each record did.
 *
 * <p>{@code LogDebugger} keeps the position and moves it. {@code RecordEffects} shows what one
 * record did, key by key. The state at the position is a {@link
 * org.waymark.history.tree.StateTree}.
 */
package org.waymark.history.debug;
