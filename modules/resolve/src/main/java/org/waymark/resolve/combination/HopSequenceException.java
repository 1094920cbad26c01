package org.waymark.resolve.combination;

/** Thrown if a text is not a valid {@link HopSequence}. */
public final class HopSequenceException extends Exception {
  static final int MAX_LENGTH = 10_000;
  static final int MAX_DEPTH = 100;

  private static final long serialVersionUID = 1;

  private final Reason reason;
  private final int position;

  HopSequenceException(String text, int position, Reason reason) {
    super("character " + (position + 1) + " of '" + text + "': " + reason.text());
    this.reason = reason;
    this.position = position;
  }

  /** The kind of fault found at the position. */
  public enum Reason {
    TOO_LONG("a sequence may have at most " + MAX_LENGTH + " characters"),
    TOO_DEEP("parentheses may be nested at most " + MAX_DEPTH + " deep"),
    CHARACTER("this character is not part of a hop predicate or an operator"),
    HOP("a hop predicate is ISD, ISD-AS, ISD-AS#IF or ISD-AS#IF,IF"),
    INTERFACE("an interface must be a number, or 0 for any"),
    OPERAND("a hop predicate or '(' is missing here"),
    NOT_CLOSED("this '(' has no matching ')'"),
    NOT_OPENED("this ')' has no matching '('");

    private final String text;

    Reason(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }
  }

  public Reason reason() {
    return reason;
  }

  /**
   * {@return the index of the first wrong character, or the length of the text if a character is
   * missing at the end}
   */
  public int position() {
    return position;
  }
}
