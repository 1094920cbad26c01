package org.waymark.wire.trust;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.RefusalReason;

/**
 * Reads untrusted JSON. Size and depth are limited, names must not be repeated, and each field must
 * have exactly one type. Every failure is a {@link MalformedText}.
 */
final class JsonText {
  static final int MAX_BYTES = DecoderLimits.DEFAULT.lz4TextBytes();

  /** The maximum depth of nesting; a TRC needs 3. */
  private static final int MAX_DEPTH = 16;

  private static final int MAX_DIGITS = 400;

  /**
   * The largest integer allowed. Integers up to this limit can be added without overflow, and all
   * JSON parsers agree on their values.
   */
  private static final long MAX_INTEGER = (1L << 53) - 1;

  private static final int MAX_INTEGER_TEXT = 16;

  private static final ObjectReader READER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxNumberLength(MAX_DIGITS)
                          .maxStringLength(MAX_BYTES)
                          .maxNameLength(MAX_BYTES)
                          .maxDocumentLength(MAX_BYTES)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                  .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                  .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build()
          .readerFor(JsonNode.class);

  private JsonText() {}

  /** Parses UTF-8 text that must be a JSON object. */
  static ObjectNode read(ByteString json) {
    if (json.size() > MAX_BYTES) {
      throw new MalformedText(
          RefusalReason.JSON_TOO_LONG,
          "the text is " + json.size() + " bytes long, but at most " + MAX_BYTES + " are allowed");
    }
    String text = utf8(json);
    JsonNode node;
    try {
      node = READER.readTree(text);
    } catch (StreamConstraintsException _) {
      throw MalformedText.json("the nesting depth, a number or a name exceeds its limit");
    } catch (JsonProcessingException e) {
      throw MalformedText.json("malformed JSON or a repeated name near " + place(e.getLocation()));
    }
    if (node instanceof ObjectNode object) {
      return object;
    }
    throw MalformedText.json("the text is not a JSON object");
  }

  private static String place(JsonLocation location) {
    return location == null
        ? "an unknown place"
        : "line " + location.getLineNr() + " column " + location.getColumnNr();
  }

  private static String utf8(ByteString json) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(json.unsafeBytes()))
          .toString();
    } catch (CharacterCodingException _) {
      throw MalformedText.json("the text is not UTF-8");
    }
  }

  static String text(ObjectNode object, String name) {
    JsonNode value = field(object, name);
    if (!value.isTextual()) {
      throw MalformedText.field(name, "is not a string");
    }
    return value.textValue();
  }

  static boolean flag(ObjectNode object, String name) {
    JsonNode value = field(object, name);
    if (!value.isBoolean()) {
      throw MalformedText.field(name, "is neither true nor false");
    }
    return value.booleanValue();
  }

  /**
   * Reads an integer in 0..2^53-1. Like the control plane of 2018, this method also accepts a
   * string of decimal digits.
   */
  static long integer(ObjectNode object, String name) {
    JsonNode value = field(object, name);
    long number = -1;
    if (value.isIntegralNumber() && value.canConvertToLong()) {
      number = value.longValue();
    } else if (value.isTextual() && isDigits(value.textValue())) {
      number = Long.parseLong(value.textValue());
    }
    if (number < 0 || number > MAX_INTEGER) {
      throw MalformedText.field(name, "is not an integer in 0.." + MAX_INTEGER);
    }
    return number;
  }

  private static boolean isDigits(String text) {
    return !text.isEmpty()
        && text.length() <= MAX_INTEGER_TEXT
        && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  static ObjectNode object(ObjectNode object, String name) {
    return object(field(object, name), name);
  }

  /**
   * Requires that the node is an object.
   *
   * @param name the field that contains the node
   */
  static ObjectNode object(JsonNode node, String name) {
    if (node instanceof ObjectNode object) {
      return object;
    }
    throw MalformedText.field(name, "is not an object, or contains something other than objects");
  }

  /** Decodes base64 text, which must be in canonical form. */
  static ByteString base64(ObjectNode object, String name) {
    return base64(text(object, name), name);
  }

  private static ByteString base64(String text, String name) {
    try {
      byte[] bytes = Base64.getDecoder().decode(text);
      if (Base64.getEncoder().encodeToString(bytes).equals(text)) {
        return ByteString.owning(bytes);
      }
    } catch (IllegalArgumentException _) {
      // Invalid base64 is rejected below, together with text that can be decoded but is not
      // canonical.
    }
    throw MalformedText.field(name, "is not canonical base64");
  }

  /** Checks that every field of the object in the field {@code name} is canonical base64. */
  static void checkBase64Fields(ObjectNode object, String name) {
    for (JsonNode value : object) {
      if (!value.isTextual()) {
        throw MalformedText.field(name, "contains a value that is not a base64 string");
      }
      base64(value.textValue(), name);
    }
  }

  static IsdAs isdAs(ObjectNode object, String name) {
    return isdAs(text(object, name), name);
  }

  private static IsdAs isdAs(String text, String name) {
    try {
      IsdAs ia = IsdAs.parse(text);
      if (ia.toString().equals(text)) {
        return ia;
      }
    } catch (IllegalArgumentException _) {
      // Invalid text is rejected below, together with text that can be parsed but is not canonical.
    }
    throw MalformedText.field(name, "lacks an ISD-AS where one is expected");
  }

  /**
   * Reads an object whose field names are ISD-AS identifiers.
   *
   * @param value reads the field with the given name from the given object
   */
  static <T> SortedMap<IsdAs, T> byIsdAs(
      ObjectNode object, String name, BiFunction<ObjectNode, String, T> value) {
    ObjectNode fields = object(object, name);
    SortedMap<IsdAs, T> values = new TreeMap<>(Comparator.naturalOrder());
    for (Map.Entry<String, JsonNode> field : fields.properties()) {
      values.put(isdAs(field.getKey(), name), value.apply(fields, field.getKey()));
    }
    return values;
  }

  private static JsonNode field(ObjectNode object, String name) {
    JsonNode value = object.get(name);
    if (value == null) {
      throw MalformedText.missing(name);
    }
    return value;
  }
}
