package org.waymark.world.topology;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A part of a YAML text together with its place in the file, so that every error message names
 * file, line and key. Immutable.
 *
 * <p>Only the YAML that a description needs is accepted: mappings, lists, decimal numbers, {@code
 * true}, {@code false}, and text. Anchors, aliases, tags and second documents are rejected. {@link
 * YamlText} limits depth and size.
 */
public final class YamlPart {
  /** The maximum number of characters of a wrong value to show in a message. */
  private static final int MAX_SHOWN = 120;

  private final String file;
  private final int line;

  /** The keys that lead to this part, like {@code links[3].mtu}; empty for the whole text. */
  private final String name;

  private final Content content;

  /** The content of a part. */
  sealed interface Content {
    record Keys(Map<String, YamlPart> parts) implements Content {
      public Keys {
        parts = Collections.unmodifiableMap(new LinkedHashMap<>(parts));
      }
    }

    record Items(List<YamlPart> parts) implements Content {
      public Items {
        parts = List.copyOf(parts);
      }
    }

    /**
     * @param literal whether YAML interprets the text as a number, flag or null rather than as a
     *     string
     */
    record Scalar(String text, boolean literal) implements Content {}
  }

  YamlPart(String file, int line, String name, Content content) {
    this.file = file;
    this.line = line;
    this.name = name;
    this.content = content;
  }

  /**
   * {@return the line where the part begins, counted from 1; for a value with a key, the line of
   * the key}
   */
  public int line() {
    return line;
  }

  /**
   * {@return the parts by their keys, in the order of the text}
   *
   * @throws TopologyException if this part is not a mapping of keys to values
   */
  public Map<String, YamlPart> keys() throws TopologyException {
    return switch (content) {
      case Content.Keys(Map<String, YamlPart> parts) -> parts;
      case Content.Items _, Content.Scalar _ ->
          throw wrongKind("a mapping of keys to values, {} for none");
    };
  }

  /**
   * {@return the elements of this part, which must be a list}
   *
   * @throws TopologyException if this part is not a list
   */
  public List<YamlPart> items() throws TopologyException {
    return switch (content) {
      case Content.Items(List<YamlPart> parts) -> parts;
      case Content.Keys _, Content.Scalar _ -> throw wrongKind("a list, [] for none");
    };
  }

  /**
   * Rejects unknown keys, because a misspelt key would silently have no effect.
   *
   * @throws TopologyException if a key is unknown, or this part is not a mapping of keys to values
   */
  public void onlyKnown(Set<String> known) throws TopologyException {
    for (Map.Entry<String, YamlPart> entry : keys().entrySet()) {
      if (!known.contains(entry.getKey())) {
        throw entry
            .getValue()
            .wrong("is not a known key", "one of " + String.join(", ", new TreeSet<>(known)));
      }
    }
  }

  /**
   * Finds the part under the key.
   *
   * @return the part, if the key exists
   * @throws TopologyException if this part is not a mapping of keys to values
   */
  public Optional<YamlPart> find(String key) throws TopologyException {
    return Optional.ofNullable(keys().get(key));
  }

  /**
   * {@return the part under the key}
   *
   * @throws TopologyException if the key is missing
   */
  public YamlPart get(String key, String expected) throws TopologyException {
    Optional<YamlPart> found = find(key);
    if (found.isEmpty()) {
      throw new TopologyException(file, line, nameOf(name, key) + " is missing", expected);
    }
    return found.get();
  }

  /**
   * {@return the text of this value, written with or without quotes}
   *
   * @throws TopologyException if this part is not a single value
   */
  public String text(String expected) throws TopologyException {
    return switch (content) {
      case Content.Scalar(String text, boolean _) -> text;
      case Content.Keys _, Content.Items _ -> throw wrongKind(expected);
    };
  }

  /**
   * {@return whether the value is {@code true}}
   *
   * @throws TopologyException if the value is neither {@code true} nor {@code false}, or has quotes
   */
  public boolean flag() throws TopologyException {
    String expected = "true or false";
    String text = literal(expected);
    if (!text.equalsIgnoreCase("true") && !text.equalsIgnoreCase("false")) {
      throw wrongKind(expected);
    }
    return text.equalsIgnoreCase("true");
  }

  /**
   * {@return the number}
   *
   * @throws TopologyException if the value is not a decimal number without quotes, or is out of
   *     range
   */
  public long number(long min, long max) throws TopologyException {
    String expected = "a number in " + min + ".." + max;
    String text = literal(expected);
    if (!text.matches("-?(0|[1-9][0-9]*)")) {
      throw wrongKind(expected);
    }
    try {
      long number = Long.parseLong(text);
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException _) {
      // The number has more digits than any number in range.
    }
    throw wrongKind(expected);
  }

  /** {@return the number under the key, or the default if the key is missing} */
  public int number(String key, int min, int max, int otherwise) throws TopologyException {
    Optional<YamlPart> found = find(key);
    return found.isPresent() ? (int) found.get().number(min, max) : otherwise;
  }

  private String literal(String expected) throws TopologyException {
    if (content instanceof Content.Scalar(String text, boolean literal) && literal) {
      return text;
    }
    throw wrongKind(expected);
  }

  /**
   * Creates the exception for an invalid part.
   *
   * @return the exception
   */
  public TopologyException wrong(String problem, String expected) {
    return new TopologyException(
        file, line, name.isEmpty() ? problem : name + " " + problem, expected);
  }

  private TopologyException wrongKind(String expected) {
    return wrong("is " + shown(), expected);
  }

  private String shown() {
    return switch (content) {
      case Content.Keys _ -> "a mapping of keys to values";
      case Content.Items _ -> "a list";
      case Content.Scalar(String text, boolean literal) when !literal ->
          "'" + shortened(text) + "'";
      case Content.Scalar(String text, boolean _) -> text.isEmpty() ? "empty" : shortened(text);
    };
  }

  /**
   * Removes line breaks from a text and shortens it if it is long.
   *
   * @return the shortened text
   */
  static String shortened(String text) {
    String line = text.replaceAll("\\p{Cc}", " ");
    return line.length() <= MAX_SHOWN ? line : line.substring(0, MAX_SHOWN) + "...";
  }

  /** {@return the name of the part under a key of another part} */
  static String nameOf(String parent, String key) {
    return parent.isEmpty() ? shortened(key) : parent + "." + shortened(key);
  }

  /** {@return a copy of this part without one of its keys} */
  public YamlPart without(String key) throws TopologyException {
    Map<String, YamlPart> rest = new LinkedHashMap<>(keys());
    rest.remove(key);
    return new YamlPart(file, line, name, new Content.Keys(rest));
  }
}
