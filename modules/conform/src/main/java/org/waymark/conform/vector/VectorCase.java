package org.waymark.conform.vector;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;

/**
 * One recorded case, or a part of one: a JSON object with typed access to its members.
 *
 * <p>Every accessor of a required member throws {@link UnreadableException} if the member is
 * missing or has another type.
 *
 * @param name the location of the object, for messages
 */
public record VectorCase(String name, JsonNode json) {
  private static final Predicate<String> DIGITS = Pattern.compile("[0-9]{1,20}").asMatchPredicate();

  public VectorCase {
    if (!json.isObject()) {
      throw new UnreadableException(name + " is not a JSON object");
    }
  }

  /** {@return whether the member exists, even with the value null} */
  public boolean has(String member) {
    return json.has(member);
  }

  /** {@return whether all the members exist} */
  public boolean hasAll(String... members) {
    return List.of(members).stream().allMatch(this::has);
  }

  /** {@return the member, which may be a JSON null} */
  public JsonNode node(String member) {
    JsonNode node = json.get(member);
    if (node == null) {
      throw new UnreadableException("it has no '" + member + "'");
    }
    return node;
  }

  public VectorCase part(String member) {
    JsonNode node = node(member);
    if (!node.isObject()) {
      throw unreadable(member, "an object");
    }
    return new VectorCase(name + " " + member, node);
  }

  public String text(String member) {
    JsonNode node = node(member);
    if (!node.isTextual()) {
      throw unreadable(member, "a string");
    }
    return node.textValue();
  }

  public Optional<String> textIfAny(String member) {
    return has(member) && !node(member).isNull() ? Optional.of(text(member)) : Optional.empty();
  }

  public boolean flag(String member) {
    JsonNode node = node(member);
    if (!node.isBoolean()) {
      throw unreadable(member, "true or false");
    }
    return node.booleanValue();
  }

  public ByteString bytes(String member) {
    try {
      return ByteString.ofHex(text(member));
    } catch (IllegalArgumentException e) {
      throw unreadable(member, "hexadecimal digits");
    }
  }

  public IsdAs ia(String member) {
    return NumberedIsdAses.parse(text(member)).orElseThrow(() -> unreadable(member, "an ISD-AS"));
  }

  /**
   * Reads an unsigned 64-bit number, written as a number or as {@code {"u64": "decimal"}}.
   *
   * @return the number
   */
  public long number(String member) {
    return number(node(member)).orElseThrow(() -> unreadable(member, "an unsigned 64-bit number"));
  }

  /**
   * Reads a value as an unsigned 64-bit number.
   *
   * @return the number; empty if the value is not such a number
   */
  public static Optional<Long> number(JsonNode value) {
    Optional<BigInteger> number = Optional.empty();
    if (value.isIntegralNumber()) {
      number = Optional.of(value.bigIntegerValue());
    } else if (value.path("u64").isTextual() && DIGITS.test(value.get("u64").textValue())) {
      number = Optional.of(new BigInteger(value.get("u64").textValue()));
    }
    return number
        .filter(n -> n.signum() >= 0 && n.bitLength() <= Long.SIZE)
        .map(BigInteger::longValue);
  }

  public int smallNumber(String member) {
    long number = number(member);
    if (number < 0 || number > Integer.MAX_VALUE) {
      throw unreadable(member, "a number below 2^31");
    }
    return (int) number;
  }

  /**
   * Reads a time, recorded in seconds with or without decimals.
   *
   * @return the time in milliseconds, rounded down
   */
  public long timeMs(String member) {
    JsonNode node = node(member);
    if (!node.isNumber()) {
      throw unreadable(member, "a number of seconds");
    }
    BigDecimal ms = node.decimalValue().movePointRight(3).setScale(0, RoundingMode.FLOOR);
    if (ms.signum() < 0 || ms.toBigInteger().bitLength() > Long.SIZE - 1) {
      throw unreadable(member, "a Unix time");
    }
    return ms.longValueExact();
  }

  /** {@return the elements of an array} */
  public List<JsonNode> list(String member) {
    JsonNode node = node(member);
    if (!node.isArray()) {
      throw unreadable(member, "a list");
    }
    List<JsonNode> elements = new ArrayList<>(node.size());
    node.forEach(elements::add);
    return elements;
  }

  /** {@return the elements of an array of objects} */
  public List<VectorCase> parts(String member) {
    List<VectorCase> parts = new ArrayList<>();
    for (JsonNode element : list(member)) {
      parts.add(new VectorCase(name + " " + member + "[" + parts.size() + "]", element));
    }
    return parts;
  }

  private static UnreadableException unreadable(String member, String expected) {
    return new UnreadableException("its '" + member + "' must be " + expected);
  }
}
