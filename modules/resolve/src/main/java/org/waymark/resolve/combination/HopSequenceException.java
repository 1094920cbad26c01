package org.waymark.resolve.combination;

/** A text that is no {@link HopSequence}. */
public final class HopSequenceException extends Exception {
  private static final long serialVersionUID = 1;

  private final Reason reason;
  private final int position;

  HopSequenceException(String text, int position, Reason reason) {
    super("character " + (position + 1) + " of '" + text + "': " + reason.text());
    this.reason = reason;
    this.position = position;
  }

  /** What is wrong at the place. */
  public enum Reason {
    TOO_LONG("a sequence has at most " + HopSequenceParser.MAX_LENGTH + " characters"),
    TOO_DEEP("parentheses stand at most " + HopSequenceParser.MAX_DEPTH + " deep"),
    CHARACTER("no hop predicate and no operator has this character"),
    HOP("a hop predicate is ISD, ISD-AS, ISD-AS#IF or ISD-AS#IF,IF"),
    INTERFACE("an interface is a number, 0 for any"),
    OPERAND("a hop predicate or '(' is missing here"),
    NOT_CLOSED("this '(' is not closed"),
    NOT_OPENED("this ')' closes nothing");

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

  /** {@return the index of the first character that does not fit, the length when it is missing} */
  public int position() {
    return position;
  }
}
