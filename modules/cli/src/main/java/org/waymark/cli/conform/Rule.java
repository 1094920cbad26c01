package org.waymark.cli.conform;

/** A deliberate difference to the recorded behaviour, by which a recorded expectation is turned. */
enum Rule {
  /** An AS entry with sign type none is refused, whatever was recorded. */
  UNSIGNED("unsigned"),
  /** What ended the original process is refused. */
  UNCAUGHT("uncaught"),
  /** A TRC update across ISDs is refused. */
  ISD("isd"),
  /** LZ4 text of more than 1 MiB is refused. */
  LZ4_LIMIT("lz4-limit"),
  /** Interface ids from 2^63 on and unknown hash types make a revocation invalid. */
  VALID("valid"),
  /** There is no master: messages to one of the own AS, and what it was asked, are gone. */
  NO_MASTER("no-master");

  private final String text;

  Rule(String text) {
    this.text = text;
  }

  /** {@return the name in reports} */
  String text() {
    return text;
  }
}
