package org.waymark.faults.command;

/** The outcome of a run. */
enum Outcome {
  /** All promises were kept. */
  KEPT("kept all promises"),

  /** A promise was broken. */
  BROKEN("broke a promise"),

  /** The run proves nothing. */
  INVALID("is invalid");

  private final String text;

  Outcome(String text) {
    this.text = text;
  }

  String text() {
    return text;
  }
}
