package org.waymark.edge.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.waymark.runtime.FileTrouble;
import org.waymark.runtime.SocketAddresses;

/**
 * A start-up file, or a part of one, as a tree of keys. Every error message names the file, the key
 * and the expected value.
 */
final class SettingsFile {
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
  private static final int MAX_PORT = 65_535;

  private final Path file;

  /** Says where the value of a key was written. */
  private final UnaryOperator<String> origin;

  /** The keys that lead to this part, with a trailing dot; empty for the whole file. */
  private final String prefix;

  private final JsonNode root;

  private SettingsFile(Path file, UnaryOperator<String> origin, String prefix, JsonNode root) {
    this.file = file;
    this.origin = origin;
    this.prefix = prefix;
    this.root = root;
  }

  static SettingsFile json(Path file) throws StartupException {
    return read(
        file, JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build());
  }

  static SettingsFile yaml(Path file) throws StartupException {
    return read(
        file, YAMLMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build());
  }

  /**
   * Reads a TOML file.
   *
   * @param overrides values that replace those in the file
   */
  static SettingsFile toml(Path file, Overrides overrides) throws StartupException {
    return of(file, TomlFile.parse(file, new String(content(file), UTF_8)), overrides);
  }

  /**
   * Creates a settings file from TOML that has already been read.
   *
   * @param overrides values that replace those in the file
   */
  static SettingsFile of(Path file, TomlFile toml, Overrides overrides) throws StartupException {
    return new SettingsFile(
        file,
        key -> overrides.origin(key).orElseGet(() -> toml.place(file, key)),
        "",
        overrides.over(toml.content()));
  }

  /**
   * Creates a settings file from content that has already been read.
   *
   * @return the settings file
   */
  static SettingsFile of(Path file, JsonNode content) throws StartupException {
    if (!content.isObject()) {
      throw new StartupException(file + ": expected a mapping of keys to values at the top level");
    }
    return new SettingsFile(file, _ -> file.toString(), "", content);
  }

  /**
   * {@return the content without the byte order mark with which some editors begin a file} The TOML
   * parser would reject the mark.
   */
  private static byte[] withoutMark(byte[] content) {
    int size = BYTE_ORDER_MARK.length;
    return content.length >= size && Arrays.equals(content, 0, size, BYTE_ORDER_MARK, 0, size)
        ? Arrays.copyOfRange(content, size, content.length)
        : content;
  }

  private static SettingsFile read(Path file, ObjectMapper mapper) throws StartupException {
    byte[] content = content(file);
    try {
      return of(file, mapper.readTree(content));
    } catch (JsonProcessingException e) {
      String line = e.getLocation() == null ? "" : " line " + e.getLocation().getLineNr();
      throw new StartupException(file + line + ": " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new StartupException(file + ": " + FileTrouble.of(e), e);
    }
  }

  private static byte[] content(Path file) throws StartupException {
    try {
      return withoutMark(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new StartupException(file + ": " + FileTrouble.of(e), e);
    }
  }

  /** {@return the string under the key} */
  String text(String key) throws StartupException {
    return optionalText(key).orElseThrow(() -> missing(key, "a string"));
  }

  Optional<String> optionalText(String key) throws StartupException {
    JsonNode node = at(key);
    if (node.isMissingNode()) {
      return Optional.empty();
    }
    if (!node.isTextual()) {
      throw wrong(key, node, "a string");
    }
    return Optional.of(node.textValue());
  }

  /**
   * Parses the string under the key.
   *
   * @return the result of the parser
   */
  <T> T parsed(String key, String expected, Function<String, T> parser) throws StartupException {
    String text = text(key);
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException e) {
      throw refused(key, "'" + text + "' is invalid, expected " + expected, e);
    }
  }

  /**
   * Parses each string of the list under the key.
   *
   * @return the results; none if it is missing
   */
  <T> List<T> parsedList(String key, String expected, Function<String, T> parser)
      throws StartupException {
    JsonNode node = at(key);
    if (node.isMissingNode()) {
      return List.of();
    }
    if (!node.isArray()) {
      throw wrong(key, node, expected);
    }
    List<T> parsed = new ArrayList<>();
    for (JsonNode element : node) {
      if (!element.isTextual()) {
        throw wrong(key + "[" + parsed.size() + "]", element, "a string");
      }
      try {
        parsed.add(parser.apply(element.textValue()));
      } catch (IllegalArgumentException e) {
        throw refused(
            key + "[" + parsed.size() + "]",
            "is invalid, expected " + expected + ": " + e.getMessage(),
            e);
      }
    }
    return List.copyOf(parsed);
  }

  /**
   * Parses the name of a key.
   *
   * @return the result of the parser
   */
  <T> T parsedName(String key, String name, String expected, Function<String, T> parser)
      throws StartupException {
    try {
      return parser.apply(name);
    } catch (IllegalArgumentException e) {
      throw refused(key, "is not a valid key, expected " + expected, e);
    }
  }

  /** {@return the names of the keys below the given key; empty if that key is missing} */
  List<String> names(String key) throws StartupException {
    List<String> names = new ArrayList<>();
    object(key).fieldNames().forEachRemaining(names::add);
    return names;
  }

  /**
   * {@return all strings below the key by their names, which may contain dots; empty if the key is
   * missing}
   */
  Map<String, String> texts(String key) throws StartupException {
    Map<String, String> texts = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : object(key).properties()) {
      if (!entry.getValue().isTextual()) {
        throw wrong(key + "." + entry.getKey(), entry.getValue().toString(), "a string");
      }
      texts.put(entry.getKey(), entry.getValue().textValue());
    }
    return texts;
  }

  boolean flag(String key) throws StartupException {
    JsonNode node = at(key);
    if (node.isMissingNode()) {
      throw missing(key, "true or false");
    }
    if (!node.isBoolean()) {
      throw wrong(key, node, "true or false");
    }
    return node.booleanValue();
  }

  int number(String key, int min, int max) throws StartupException {
    JsonNode node = at(key);
    if (node.isMissingNode()) {
      throw missing(key, "a number in " + min + ".." + max);
    }
    return number(key, node, min, max);
  }

  int number(String key, int min, int max, int otherwise) throws StartupException {
    JsonNode node = at(key);
    return node.isMissingNode() ? otherwise : number(key, node, min, max);
  }

  double fraction(String key, double max, double otherwise) throws StartupException {
    JsonNode node = at(key);
    if (node.isMissingNode()) {
      return otherwise;
    }
    if (!node.isNumber() || !(node.doubleValue() >= 0 && node.doubleValue() <= max)) {
      throw wrong(key, node, "a number in 0.." + max);
    }
    return node.doubleValue();
  }

  /** {@return the object under the key; an empty one if the key is missing} */
  JsonNode object(String key) throws StartupException {
    JsonNode node = at(key);
    if (node.isMissingNode()) {
      return JsonNodeFactory.instance.objectNode();
    }
    if (!node.isObject()) {
      throw wrong(key, node, "a mapping of keys to values");
    }
    return node;
  }

  /** Rejects unknown keys, because a misspelt key would otherwise silently have no effect. */
  void onlyKnown(String parent, Set<String> known) throws StartupException {
    JsonNode node = parent.isEmpty() ? root : object(parent);
    for (String name : (Iterable<String>) node::fieldNames) {
      if (!known.contains(name)) {
        String key = parent.isEmpty() ? name : parent + "." + name;
        throw refused(
            key,
            "is not a known key; "
                + NearestKey.of(name, known)
                    .map(near -> "did you mean " + near + "? The ")
                    .orElse("the ")
                + "known keys are "
                + String.join(", ", new TreeSet<>(known)),
            null);
      }
    }
  }

  /**
   * {@return the parts below the key by their names, which may contain dots, in the order of the
   * file; none if the key is missing}
   */
  Map<String, SettingsFile> parts(String key) throws StartupException {
    Map<String, SettingsFile> parts = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : object(key).properties()) {
      parts.put(entry.getKey(), part(key + "." + entry.getKey(), entry.getValue()));
    }
    return parts;
  }

  /** {@return the parts in the list under the key, which must not be empty} */
  List<SettingsFile> list(String key) throws StartupException {
    JsonNode node = at(key);
    if (node.isMissingNode()) {
      throw missing(key, "a list");
    }
    if (!node.isArray() || node.isEmpty()) {
      throw wrong(key, node, "a non-empty list");
    }
    List<SettingsFile> parts = new ArrayList<>();
    for (JsonNode element : node) {
      parts.add(part(key + "[" + parts.size() + "]", element));
    }
    return parts;
  }

  /** {@return the part under the key} */
  SettingsFile part(String key) throws StartupException {
    return part(key, at(key));
  }

  private SettingsFile part(String key, JsonNode node) throws StartupException {
    if (!node.isObject()) {
      throw wrong(key, node, "a mapping of keys to values");
    }
    return new SettingsFile(file, origin, prefix + key + ".", node);
  }

  /**
   * Removes a key, or the list that contains it.
   *
   * @return whether it existed
   */
  boolean remove(String key) {
    return remove(root, key.replaceFirst("\\[.*", ""));
  }

  private static boolean remove(JsonNode table, String key) {
    if (table instanceof ObjectNode node && node.has(key)) {
      node.remove(key);
      return true;
    }
    int end = key.indexOf('.');
    return end > 0 && remove(table.path(key.substring(0, end)), key.substring(end + 1));
  }

  /** {@return whether the key exists} */
  boolean has(String key) {
    return !at(key).isMissingNode();
  }

  /**
   * Reads the address given by {@code Addr} and {@code L4Port}.
   *
   * @return the address
   */
  InetSocketAddress address() throws StartupException {
    int port = number("L4Port", 0, MAX_PORT);
    return parsed("Addr", "an IP address", ip -> SocketAddresses.of(ip, port));
  }

  private int number(String key, JsonNode node, int min, int max) throws StartupException {
    if (!node.isIntegralNumber()
        || !node.canConvertToInt()
        || node.intValue() < min
        || node.intValue() > max) {
      throw wrong(key, node, "a number in " + min + ".." + max);
    }
    return node.intValue();
  }

  private JsonNode at(String key) {
    JsonNode node = root;
    for (String part : key.split("\\.")) {
      node = node.path(part);
    }
    return node;
  }

  StartupException missing(String key, String expected) {
    return refused(key, "is missing, expected " + expected, null);
  }

  StartupException wrong(String key, String found, String expected) {
    return refused(key, "is " + found + ", expected " + expected, null);
  }

  private StartupException wrong(String key, JsonNode node, String expected) {
    return wrong(key, node.toString(), expected);
  }

  private SettingException refused(String key, String what, Throwable cause) {
    String whole = prefix + key;
    return new SettingException(whole, origin.apply(whole) + ": " + whole + " " + what, cause);
  }
}
