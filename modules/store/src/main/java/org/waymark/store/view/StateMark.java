package org.waymark.store.view;

import org.waymark.trust.TrustMaterial;

/**
 * Identifies the state of which a view was opened, for as long as the store stays at that state.
 * Holding a mark keeps no rows alive.
 *
 * @param version the number of commits that the state includes; it may include one more
 * @param trust the accepted TRCs and chains of the state; no two stores share them
 */
public record StateMark(long version, TrustMaterial trust) {}
