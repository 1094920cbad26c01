package org.waymark.wire.trust;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import org.waymark.segment.ByteString;

/**
 * Writes JSON exactly as Python's {@code json.dumps} does, byte for byte, because the signatures of
 * TRCs and certificates cover that text (PROTOCOL 3.1).
 */
final class PythonJson {
  private static final String INDENT = "    ";
  private static final int MAX_PLAIN_EXPONENT = 16;
  private static final int MIN_PLAIN_EXPONENT = -4;
  private static final MathContext ONE_DIGIT = new MathContext(1);

  private final StringBuilder out = new StringBuilder(1024);
  private final boolean escapesNonAscii;
  private final boolean sorted;
  private final boolean indented;

  private PythonJson(boolean escapesNonAscii, boolean sorted, boolean indented) {
    this.escapesNonAscii = escapesNonAscii;
    this.sorted = sorted;
    this.indented = indented;
  }

  /**
   * Writes the signed form, with names sorted at every level and without spaces.
   *
   * @param escapesNonAscii whether to write non-ASCII characters as backslash-u escapes; if not,
   *     the strings must have no unpaired surrogates
   */
  static ByteString signedForm(ObjectNode object, boolean escapesNonAscii) {
    return new PythonJson(escapesNonAscii, true, false).write(object);
  }

  /**
   * Writes the form for files and messages: indented by four spaces, in ASCII.
   *
   * @param sorted whether to sort names at every level; otherwise, they keep their order
   */
  static ByteString fileForm(ObjectNode object, boolean sorted) {
    return new PythonJson(true, sorted, true).write(object);
  }

  private ByteString write(ObjectNode object) {
    value(object, 0);
    return ByteString.owning(out.toString().getBytes(StandardCharsets.UTF_8));
  }

  private void value(JsonNode node, int depth) {
    switch (node.getNodeType()) {
      case OBJECT -> object((ObjectNode) node, depth);
      case ARRAY -> array(node, depth);
      case STRING -> text(node.textValue());
      case NUMBER -> number(node);
      case BOOLEAN -> out.append(node.booleanValue());
      case NULL -> out.append("null");
      case BINARY, MISSING, POJO ->
          throw new IllegalStateException("parsed JSON has no " + node.getNodeType());
    }
  }

  private void object(ObjectNode node, int depth) {
    List<Map.Entry<String, JsonNode>> fields = new ArrayList<>(node.properties());
    if (sorted) {
      fields.sort((a, b) -> compareCodePoints(a.getKey(), b.getKey()));
    }
    list('{', '}', fields.iterator(), depth, field -> member(field, depth + 1));
  }

  private boolean member(Map.Entry<String, JsonNode> field, int depth) {
    text(field.getKey());
    out.append(indented ? ": " : ":");
    value(field.getValue(), depth);
    return true;
  }

  private void array(JsonNode node, int depth) {
    list(
        '[',
        ']',
        node.iterator(),
        depth,
        element -> {
          value(element, depth + 1);
          return true;
        });
  }

  private <T> void list(
      char open, char close, Iterator<T> elements, int depth, Predicate<T> writer) {
    out.append(open);
    boolean any = elements.hasNext();
    while (elements.hasNext()) {
      newLine(depth + 1);
      writer.test(elements.next());
      if (elements.hasNext()) {
        out.append(',');
      }
    }
    if (any) {
      newLine(depth);
    }
    out.append(close);
  }

  private void newLine(int depth) {
    if (indented) {
      out.append('\n').append(INDENT.repeat(depth));
    }
  }

  /** Compares strings by code points, as Python does; Java compares UTF-16 code units. */
  private static int compareCodePoints(String a, String b) {
    return Arrays.compare(a.codePoints().toArray(), b.codePoints().toArray());
  }

  private void text(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      character(text.charAt(i));
    }
    out.append('"');
  }

  private void character(char c) {
    switch (c) {
      case '"' -> out.append("\\\"");
      case '\\' -> out.append("\\\\");
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      case '\f' -> out.append("\\f");
      case '\b' -> out.append("\\b");
      default -> {
        if (c < ' ' || escapesNonAscii && c > '~') {
          out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
        } else {
          out.append(c);
        }
      }
    }
  }

  private void number(JsonNode node) {
    out.append(
        node.isIntegralNumber()
            ? node.bigIntegerValue().toString()
            : floatingPoint(node.doubleValue()));
  }

  /**
   * Writes a number like Python's {@code repr}: with the fewest digits that parse back to the same
   * number, in plain notation from 1e-4 up to 1e16, and otherwise with an exponent of at least two
   * digits.
   */
  private static String floatingPoint(double value) {
    if (!Double.isFinite(value)) {
      throw MalformedText.json("a number is beyond the range of floating point");
    }
    if (value == 0) {
      return 1 / value < 0 ? "-0.0" : "0.0";
    }
    BigDecimal exact = shortest(value);
    int exponent = exact.precision() - exact.scale() - 1;
    if (exponent >= MIN_PLAIN_EXPONENT && exponent < MAX_PLAIN_EXPONENT) {
      String plain = exact.toPlainString();
      return exact.scale() > 0 ? plain : plain + ".0";
    }
    String digits = exact.unscaledValue().abs().toString();
    String fraction = digits.length() == 1 ? "" : "." + digits.substring(1);
    return String.format(
        Locale.ROOT,
        "%s%s%se%s%02d",
        value < 0 ? "-" : "",
        digits.charAt(0),
        fraction,
        exponent < 0 ? "-" : "+",
        Math.abs(exponent));
  }

  /**
   * Finds the shortest decimal that parses back to the value. The text that Java produces always
   * has at least two digits.
   */
  private static BigDecimal shortest(double value) {
    BigDecimal decimal = new BigDecimal(Double.toString(value)).stripTrailingZeros();
    BigDecimal oneDigit = decimal.round(ONE_DIGIT);
    return oneDigit.doubleValue() == value ? oneDigit : decimal;
  }
}
