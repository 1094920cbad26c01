package org.waymark.conform.vector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.waymark.segment.IsdAs;

/**
 * Rewrites every ISD-AS of a recording in Waymark's notation. The same AS may be written in
 * different ways ({@code 1-281474976710655} and {@code 1-ffff:ffff:ffff}), but the number is the
 * same.
 */
public final class NumberedIsdAses {
  private static final Pattern DECIMAL = Pattern.compile("([0-9]{1,5})-([0-9]{1,15})");
  private static final Pattern HEXADECIMAL =
      Pattern.compile("[0-9]{1,5}-[0-9a-fA-F]{1,4}(:[0-9a-fA-F]{1,4}){2}");

  private NumberedIsdAses() {}

  /**
   * Parses an ISD-AS written in decimal or hexadecimal digits.
   *
   * @return the ISD-AS; empty if the text is not an ISD-AS
   */
  public static Optional<IsdAs> parse(String text) {
    Matcher decimal = DECIMAL.matcher(text);
    try {
      if (decimal.matches()) {
        return Optional.of(
            IsdAs.of(Integer.parseInt(decimal.group(1)), Long.parseLong(decimal.group(2))));
      }
      return HEXADECIMAL.matcher(text).matches()
          ? Optional.of(IsdAs.parse(text))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * Rewrites every string and member name of a JSON value that is an ISD-AS, in Waymark's notation.
   *
   * @return the rewritten value
   */
  static JsonNode rewritten(JsonNode value) {
    switch (value) {
      case TextNode text -> {
        return TextNode.valueOf(rewritten(text.textValue()));
      }
      case ArrayNode list -> {
        for (int i = 0; i < list.size(); i++) {
          list.set(i, rewritten(list.get(i)));
        }
        return list;
      }
      case ObjectNode object -> {
        List<Map.Entry<String, JsonNode>> members = new ArrayList<>(object.properties());
        object.removeAll();
        members.forEach(
            member -> object.set(rewritten(member.getKey()), rewritten(member.getValue())));
        return object;
      }
      default -> {
        return value;
      }
    }
  }

  private static String rewritten(String text) {
    return parse(text).map(IsdAs::toString).orElse(text);
  }
}
