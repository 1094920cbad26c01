/**
 * The debugger of the log, which steps through the records of a history in both directions and
 * shows what each record did.
 *
 * <p>{@code LogDebugger} maintains and moves the position. {@code RecordEffects} shows what one
 * record did, key by key. The state at the position is a {@link
 * org.waymark.history.tree.StateTree}.
 */
package org.waymark.history.debug;
