package org.waymark.conform.vector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.function.Function;
import org.waymark.segment.ByteString;

/**
 * The form in which vectors record Cap'n Proto values: Data is {@code {"hex": digits}}, integers
 * beyond 2^53 are {@code {"u64": decimal}}.
 */
public final class RecordedForm {
  /** A placeholder for a body that is skipped without being read. It equals any other value. */
  public static final JsonNode SKIPPED = MissingNode.getInstance();

  private static final long LARGEST_PLAIN_NUMBER = 1L << 53;

  private RecordedForm() {}

  public static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  public static JsonNode data(ByteString bytes) {
    return object().put("hex", bytes.hex());
  }

  /**
   * Converts an unsigned 64-bit number to JSON.
   *
   * @return its JSON form
   */
  public static JsonNode number(long unsigned) {
    return Long.compareUnsigned(unsigned, LARGEST_PLAIN_NUMBER) <= 0
        ? JsonNodeFactory.instance.numberNode(unsigned)
        : object().put("u64", Long.toUnsignedString(unsigned));
  }

  public static <T> ArrayNode list(Collection<T> elements, Function<? super T, JsonNode> form) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    elements.forEach(element -> array.add(form.apply(element)));
    return array;
  }
}
