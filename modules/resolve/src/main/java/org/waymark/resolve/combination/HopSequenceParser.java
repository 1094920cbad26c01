package org.waymark.resolve.combination;

import org.waymark.resolve.combination.HopAutomaton.Fragment;
import org.waymark.resolve.combination.HopSequenceException.Reason;
import org.waymark.segment.IsdAs;

/**
 * Parses one hop sequence by recursive descent:
 *
 * <pre>
 *  sequence  = choice { choice }
 *  choice    = repeated { "|" repeated }
 *  repeated  = ( "(" sequence ")" | predicate ) { "?" | "+" | "*" }
 * </pre>
 */
final class HopSequenceParser {

  private static final int MAX_INTERFACE_DIGITS = 18;

  /** Represents the end of the text. This character is not valid inside a text. */
  private static final char END = '\0';

  private final String text;
  private final HopAutomaton.Builder automaton = new HopAutomaton.Builder();
  private int position;
  private int depth;

  HopSequenceParser(String text) {
    this.text = text;
  }

  HopAutomaton parse() throws HopSequenceException {
    if (text.length() > HopSequenceException.MAX_LENGTH) {
      throw fault(HopSequenceException.MAX_LENGTH, Reason.TOO_LONG);
    }
    if (text.indexOf(END) >= 0) {
      throw fault(text.indexOf(END), Reason.CHARACTER);
    }
    Fragment whole = sequence();
    if (next() == ')') {
      throw fault(position, Reason.NOT_OPENED);
    }
    return automaton.build(whole);
  }

  private Fragment sequence() throws HopSequenceException {
    Fragment sequence = choice();
    while (next() != END && next() != ')') {
      sequence = automaton.then(sequence, choice());
    }
    return sequence;
  }

  private Fragment choice() throws HopSequenceException {
    Fragment choice = repeated();
    while (next() == '|') {
      position++;
      choice = automaton.either(choice, repeated());
    }
    return choice;
  }

  private Fragment repeated() throws HopSequenceException {
    Fragment repeated = operand();
    while (true) {
      switch (next()) {
        case '?' -> repeated = automaton.optional(repeated);
        case '+' -> repeated = automaton.repeated(repeated);
        case '*' -> repeated = automaton.optional(automaton.repeated(repeated));
        default -> {
          return repeated;
        }
      }
      position++;
    }
  }

  private Fragment operand() throws HopSequenceException {
    char next = next();
    if (next == '(') {
      return parenthesised();
    }
    if (next == END || ")|?+*".indexOf(next) >= 0) {
      throw fault(position, Reason.OPERAND);
    }
    if (!isOfPredicate(next)) {
      throw fault(position, Reason.CHARACTER);
    }
    return automaton.one(predicate());
  }

  private Fragment parenthesised() throws HopSequenceException {
    int opened = position;
    if (++depth > HopSequenceException.MAX_DEPTH) {
      throw fault(opened, Reason.TOO_DEEP);
    }
    position++;
    Fragment inner = sequence();
    if (next() == END) {
      throw fault(opened, Reason.NOT_CLOSED);
    }
    position++;
    depth--;
    return inner;
  }

  private HopPredicate predicate() throws HopSequenceException {
    int start = position;
    while (position < text.length() && isOfPredicate(text.charAt(position))) {
      position++;
    }
    String word = text.substring(start, position);
    int hash = word.indexOf('#');
    IsdAs ia = isdAs(start, hash < 0 ? word : word.substring(0, hash), hash >= 0);
    if (hash < 0) {
      return new HopPredicate(ia.isd(), ia.as(), 0, 0, false);
    }
    int comma = word.indexOf(',', hash);
    if (comma < 0) {
      long id = interfaceId(start + hash + 1, word.substring(hash + 1));
      return new HopPredicate(ia.isd(), ia.as(), id, 0, true);
    }
    long in = interfaceId(start + hash + 1, word.substring(hash + 1, comma));
    long out = interfaceId(start + comma + 1, word.substring(comma + 1));
    return new HopPredicate(ia.isd(), ia.as(), in, out, false);
  }

  /**
   * Parses an ISD-AS. An ISD alone matches all of its ASes, but interfaces can only follow an AS.
   */
  private IsdAs isdAs(int start, String word, boolean hasInterfaces) throws HopSequenceException {
    boolean isIsd = word.indexOf('-') < 0 && !hasInterfaces;
    try {
      return IsdAs.parse(isIsd ? word + "-0" : word);
    } catch (IllegalArgumentException e) {
      HopSequenceException fault = fault(start, Reason.HOP);
      fault.initCause(e);
      throw fault;
    }
  }

  private long interfaceId(int start, String digits) throws HopSequenceException {
    boolean isNumber = digits.chars().allMatch(c -> c >= '0' && c <= '9');
    if (digits.isEmpty() || digits.length() > MAX_INTERFACE_DIGITS || !isNumber) {
      throw fault(start, Reason.INTERFACE);
    }
    return Long.parseLong(digits);
  }

  private static boolean isOfPredicate(char c) {
    return Character.digit(c, 16) >= 0 && c < 128 || ":-#,".indexOf(c) >= 0;
  }

  /**
   * Skips white space.
   *
   * @return the next character, or {@link #END}
   */
  private char next() {
    while (position < text.length() && Character.isWhitespace(text.charAt(position))) {
      position++;
    }
    return position < text.length() ? text.charAt(position) : END;
  }

  private HopSequenceException fault(int at, Reason reason) {
    return new HopSequenceException(text, at, reason);
  }
}
