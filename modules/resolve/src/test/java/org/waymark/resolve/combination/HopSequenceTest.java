package org.waymark.resolve.combination;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.waymark.resolve.combination.HopSequenceException.Reason;
import org.waymark.segment.AsInterface;
import org.waymark.segment.IsdAs;

class HopSequenceTest {
  /** 1-11#0,2 1-ff00:0:120#6,5 2-21#104,7 2-22#1,0 */
  private static final EndToEndPath PATH =
      path("1-11#2", "1-ff00:0:120#6", "1-ff00:0:120#5", "2-21#104", "2-21#7", "2-22#1");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0 0 0 0",
        "  ",
        "0*",
        "0+",
        "1-11 1-ff00:0:120 2-21 2-22",
        "1-11#0,2 1-ff00:0:120#6,5 2-21#104,7 2-22#1,0",
        "1 1 2 2",
        "1+ 2+",
        "1* 2 2-22#1",
        "0-11 0-ff00:0:120 0-21 0-22",
        "1-0 1-0#0 2-0#0,0 0-0#1",
        "1-11#2 1-ff00:0:120#5 2-21#104 2-22",
        "1-11#2 1-ff00:0:120#6 2-21#7 2-22",
        "1-11 3? 1-FF00:0:120 2 2",
        "1-11 (1-ff00:0:120|3-1) 2 2",
        "1-11 3-1|1-ff00:0:120 2-9|2-21 2-22",
        "(1-11 0)|(2 2) 2 2",
        "((0 0)+)*",
        "(0 0 0 0 0)?|0 0 0 0",
        "(0)(0)(0)(0)",
        "0\t0\n0\r0",
        "0?*+ 0?+",
        "(((0*)*)*)*"
      })
  void matchesTheWholePath(String sequence) throws HopSequenceException {
    assertTrue(HopSequence.parse(sequence).matches(PATH));
    assertEquals(sequence, HopSequence.parse(sequence).toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "0 0 0",
        "0 0 0 0 0",
        "1+",
        "2 2 1 1",
        "1-11#3 0 0 0",
        "1-11#2,0 0 0 0",
        "0 1-ff00:0:120#5,6 0 0",
        "0 1-ff00:0:121 0 0",
        "0 0 0 2-22#0,1",
        "0 0 0 1-22",
        "1-11 1-ff00:0:120 | 2-21 2-22",
        "1-11? 2*",
        "(0 0 0)*",
        "0? 0? 0?"
      })
  void doesNotMatch(String sequence) throws HopSequenceException {
    assertFalse(HopSequence.parse(sequence).matches(PATH));
  }

  @Test
  void pathInsideAnAsHasNoHops() throws HopSequenceException {
    EndToEndPath inside = EndToEndPath.inside(IsdAs.parse("1-11"));
    assertTrue(HopSequence.parse("0*").matches(inside));
    assertTrue(HopSequence.parse("").matches(inside));
    assertFalse(HopSequence.parse("0").matches(inside));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '\'',
      value = {
        "1-11 );5;NOT_OPENED",
        ");0;OPERAND",
        "();1;OPERAND",
        "(1-11;0;NOT_CLOSED",
        "1-11 ((2) 3;5;NOT_CLOSED",
        "|1;0;OPERAND",
        "1 |;3;OPERAND",
        "1 | | 2;4;OPERAND",
        "*;0;OPERAND",
        "1 (+ 2);3;OPERAND",
        "1-11 x;5;CHARACTER",
        "1-11 & 2;5;CHARACTER",
        "1é;1;CHARACTER",
        "٣;0;CHARACTER",
        "1-;0;HOP",
        "0 -11;2;HOP",
        "70000;0;HOP",
        "1-4294967296;0;HOP",
        "1-ff00:0;0;HOP",
        "1-ff00:0:12345;0;HOP",
        "ff;0;HOP",
        "1#2;0;HOP",
        "1-11#;5;INTERFACE",
        "1-11#,;5;INTERFACE",
        "1-11#1,;7;INTERFACE",
        "1-11#1,2,3;7;INTERFACE",
        "1-11#1#2;5;INTERFACE",
        "1-11#f;5;INTERFACE",
        "1-11#1234567890123456789;5;INTERFACE",
        "0 1-11#1, 2;9;INTERFACE"
      })
  void refusesWithThePlace(String text, int position, Reason reason) {
    HopSequenceException refusal =
        assertThrows(HopSequenceException.class, () -> HopSequence.parse(text));
    assertEquals(reason, refusal.reason());
    assertEquals(position, refusal.position());
    String place = "character " + (position + 1) + " of '" + text + "': ";
    assertTrue(refusal.getMessage().startsWith(place), refusal.getMessage());
  }

  @Test
  void refusesWhatHasNoEnd() throws HopSequenceException {
    String longest = "0" + "*".repeat(HopSequenceException.MAX_LENGTH - 1);
    assertTrue(HopSequence.parse(longest).matches(PATH));
    assertRefused(Reason.TOO_LONG, longest + "*");
    String deepest =
        "(".repeat(HopSequenceException.MAX_DEPTH)
            + "0"
            + ")*".repeat(HopSequenceException.MAX_DEPTH);
    assertTrue(HopSequence.parse(deepest).matches(PATH));
    assertRefused(Reason.TOO_DEEP, "(" + deepest + ")");
    assertTrue(HopSequence.parse("(0)*".repeat(HopSequenceException.MAX_DEPTH + 1)).matches(PATH));
    assertRefused(Reason.CHARACTER, "0\0 0");
  }

  private static void assertRefused(Reason reason, String text) {
    assertEquals(
        reason, assertThrows(HopSequenceException.class, () -> HopSequence.parse(text)).reason());
  }

  /**
   * Uses a second implementation, which converts the sequence into a regular expression over
   * letters that stand for hops.
   */
  @Test
  void agreesWithRegularExpressions() throws HopSequenceException {
    Random random = new Random(42);
    int matched = 0;
    for (int round = 0; round < 20_000; round++) {
      StringBuilder sequence = new StringBuilder();
      StringBuilder expression = new StringBuilder();
      draw(random, 3, sequence, expression);
      String letters = letters(random);
      boolean expected = Pattern.matches(expression.toString(), letters);
      matched += expected ? 1 : 0;
      assertEquals(
          expected,
          HopSequence.parse(sequence.toString()).matches(path(letters)),
          () -> sequence + " on " + letters);
    }
    assertTrue(matched > 1_000 && matched < 19_000, matched + " matched");
  }

  private static void draw(
      Random random, int depth, StringBuilder sequence, StringBuilder expression) {
    switch (depth == 0 ? 0 : random.nextInt(4)) {
      case 1 -> {
        draw(random, depth - 1, sequence, expression);
        sequence.append(' ');
        draw(random, depth - 1, sequence, expression);
      }
      case 2 -> {
        sequence.append('(');
        expression.append("(?:(?:");
        draw(random, depth - 1, sequence, expression);
        sequence.append(")|(");
        expression.append(")|(?:");
        draw(random, depth - 1, sequence, expression);
        sequence.append(')');
        expression.append("))");
      }
      case 3 -> {
        sequence.append('(');
        expression.append("(?:");
        draw(random, depth - 1, sequence, expression);
        char operator = "?+*".charAt(random.nextInt(3));
        sequence.append(')').append(operator);
        expression.append(')').append(operator);
      }
      default -> {
        int letter = random.nextInt(4);
        sequence.append(letter == 3 ? "0" : "1-" + (1 + letter));
        expression.append(letter == 3 ? "." : "abc".substring(letter, letter + 1));
      }
    }
  }

  private static String letters(Random random) {
    return random
        .ints(2 + random.nextInt(4), 0, 3)
        .mapToObj(letter -> "abc".substring(letter, letter + 1))
        .collect(Collectors.joining());
  }

  /** Makes a path with one AS per letter; it does not matter here that it may cross an AS twice. */
  private static EndToEndPath path(String letters) {
    List<String> ends = new ArrayList<>();
    for (int i = 0; i < letters.length(); i++) {
      String ia = "1-" + (1 + letters.charAt(i) - 'a');
      if (i > 0) {
        ends.add(ia + "#1");
      }
      if (i < letters.length() - 1) {
        ends.add(ia + "#2");
      }
    }
    return path(ends.toArray(String[]::new));
  }

  private static EndToEndPath path(String... ends) {
    List<AsInterface> interfaces =
        List.of(ends).stream()
            .map(end -> end.split("#"))
            .map(end -> new AsInterface(IsdAs.parse(end[0]), Long.parseLong(end[1])))
            .toList();
    return new EndToEndPath(
        interfaces.getFirst().ia(), interfaces.getLast().ia(), List.of(), interfaces, 0, 0);
  }
}
