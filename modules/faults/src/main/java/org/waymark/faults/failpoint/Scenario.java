package org.waymark.faults.failpoint;

/** A sequence of events that makes a replica reach a certain point in its code. */
enum Scenario {
  /** The replica starts on its store, and registrations, revocations and requests arrive. */
  WORK,

  /** The replica starts without a store. */
  FRESH,

  /** The replica starts on a store that is marked as damaged, and sets it aside. */
  DAMAGED,

  /** A record that no replica wrote is appended. */
  POISON,

  /** The replica is asked to stop. */
  STOP,

  /** The replica is asked to stop while it holds the lease. */
  LEASE_STOP,

  /** The broker is killed while registrations arrive. */
  OUTAGE,

  /** The broker comes back after registrations have been held in memory. */
  RETURN,

  /** The broker comes back without its last records, so the store is rebuilt. */
  TRUNCATION;

  /** {@return whether the replica must rebuild its store} */
  boolean rebuilds() {
    return this == DAMAGED || this == TRUNCATION;
  }

  /** {@return whether the replica stops by itself} */
  boolean stops() {
    return this == STOP || this == LEASE_STOP;
  }
}
