package org.waymark.store;

import java.util.Set;

/**
 * The effect of a record according to the written rules. Where they leave a choice, it covers all
 * allowed effects.
 */
sealed interface OracleOutcome {
  record Added() implements OracleOutcome {}

  record Replaced(long oldOffset) implements OracleOutcome {}

  record Ignored(long byOffset) implements OracleOutcome {}

  /**
   * Killed on arrival.
   *
   * @param byAnyOf offsets of every row that kills it
   */
  record KilledOnArrival(Set<Long> byAnyOf) implements OracleOutcome {}

  /**
   * A revocation that set a row.
   *
   * @param killed keys as format/type/id
   */
  record Revoked(Set<String> killed) implements OracleOutcome {}

  record RevocationKnown() implements OracleOutcome {}

  record Ticked(int rowsRemoved) implements OracleOutcome {}

  record TickIdle() implements OracleOutcome {}

  record Blocked() implements OracleOutcome {}

  record InterfaceDown() implements OracleOutcome {}

  record Quarantined(int reasonCode) implements OracleOutcome {}
}
