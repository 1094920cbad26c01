package org.waymark.conform.vector;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The results of running one case: the differences between implementation and expectation, and the
 * rules that changed the expectation. Not thread-safe.
 */
public final class Findings {
  private static final int LONGEST_VALUE = 160;

  private final List<String> differences = new ArrayList<>();
  private final Set<Rule> rules = EnumSet.noneOf(Rule.class);
  private final Set<String> missing = new TreeSet<>();
  private Optional<String> skipped = Optional.empty();

  /** Compares one recorded value with this implementation's value. */
  public void same(String what, Object expected, Object actual) {
    if (!Objects.equals(expected, actual)) {
      differences.add(what + ": expected " + brief(expected) + ", got " + brief(actual));
    }
  }

  /** Adds a difference that is not simply a difference between two values. */
  public void differs(String difference) {
    differences.add(difference);
  }

  /** Records that a rule has changed the expectation of this case. */
  public void used(Rule rule) {
    rules.add(rule);
  }

  /**
   * Records that a part of the case could not be compared, because material that the case refers to
   * is missing.
   */
  public void partly(String why) {
    missing.add(why);
  }

  /** Records that the case does not apply to this implementation. */
  public void skip(String reason) {
    skipped = Optional.of(reason);
  }

  public List<String> differences() {
    return List.copyOf(differences);
  }

  public Set<Rule> rules() {
    return rules;
  }

  /** {@return the reasons why parts of the case could not be compared} */
  public Set<String> missing() {
    return missing;
  }

  public Optional<String> skipped() {
    return skipped;
  }

  /** {@return the value as text, shortened if it is long} */
  public static String brief(Object value) {
    String text = String.valueOf(value);
    return text.length() <= LONGEST_VALUE
        ? text
        : text.substring(0, LONGEST_VALUE) + "... (" + text.length() + " characters)";
  }
}
