package org.waymark.store;

import java.util.Set;

/**
 * The effect of a record according to the written rules. Where the rules leave a choice, this
 * covers all allowed effects.
 */
sealed interface OracleOutcome {
  record Added() implements OracleOutcome {}

  record Replaced(long oldOffset) implements OracleOutcome {}

  record Ignored(long byOffset) implements OracleOutcome {}

  /**
   * A version was killed on arrival.
   *
   * @param byAnyOf the offsets of all rows that kill it
   */
  record KilledOnArrival(Set<Long> byAnyOf) implements OracleOutcome {}

  /**
   * A revocation that put a row.
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
