package org.waymark.edge.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Values from outside a configuration file that replace those in it: environment variables, and
 * then command-line options, which replace both.
 *
 * <p>The variable of the key {@code limits.pending-per-source} is {@code
 * WAYMARK_LIMITS_PENDING_PER_SOURCE}. That of the Kafka client property {@code security.protocol}
 * is {@code WAYMARK_KAFKA_CLIENT_SECURITY_PROTOCOL}. Tables with free keys, such as {@code
 * apply.tree-ttl-s-of}, have no variables.
 */
public final class Overrides {
  /** Replaces nothing. */
  public static final Overrides NONE = new Overrides(Map.of(), List.of());

  private static final String PREFIX = "WAYMARK_";

  /** The tables of Kafka client properties, whose names contain dots, and whose values are text. */
  private static final List<String> CLIENT_TABLES = List.of("kafka.client-files.", "kafka.client.");

  /** Variables that the launcher and the tools read themselves. */
  private static final Set<String> OTHERS =
      Set.of("WAYMARK_MEMORY", "WAYMARK_JAVA_HOME", "WAYMARK_JAVA_OPTS", "WAYMARK_BENCH_CPUS");

  /**
   * @param value the text of the value, as written by the operator
   * @param origin where it was written
   */
  private record Value(String value, String origin) {}

  private final Map<String, Value> values;
  private final List<String> unknown;

  private Overrides(Map<String, Value> values, List<String> unknown) {
    this.values = values;
    this.unknown = unknown;
  }

  /**
   * Takes the overrides from the environment and the command line.
   *
   * @param environment all variables of the process; those of other programs are ignored
   * @param options options in the form {@code KEY=VALUE}
   * @throws StartupException if an option has no value
   */
  public static Overrides of(Map<String, String> environment, List<String> options)
      throws StartupException {
    Map<String, String> keys = variables();
    Map<String, Value> values = new LinkedHashMap<>();
    List<String> unknown = new ArrayList<>();
    new TreeMap<>(environment)
        .forEach(
            (variable, value) ->
                key(variable, keys)
                    .ifPresentOrElse(
                        key ->
                            values.put(key, new Value(value, "environment variable " + variable)),
                        () -> {
                          if (variable.startsWith(PREFIX) && !OTHERS.contains(variable)) {
                            unknown.add(unknown(variable, keys.keySet()));
                          }
                        }));
    for (String option : options) {
      int end = option.indexOf('=');
      if (end < 1) {
        throw new StartupException("--set " + option + ": expected KEY=VALUE");
      }
      String key = option.substring(0, end);
      values.put(key, new Value(option.substring(end + 1), "--set " + key));
    }
    return new Overrides(Map.copyOf(values), List.copyOf(unknown));
  }

  /** {@return the key of each variable that can be set} */
  static Map<String, String> variables() {
    return ReplicaConfig.keys().stream()
        .collect(Collectors.toMap(Overrides::variable, key -> key, (one, _) -> one, TreeMap::new));
  }

  private static String variable(String key) {
    return PREFIX + key.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
  }

  private static Optional<String> key(String variable, Map<String, String> keys) {
    for (String table : CLIENT_TABLES) {
      String start = variable(table);
      if (variable.startsWith(start) && variable.length() > start.length()) {
        String property = variable.substring(start.length());
        return Optional.of(table + property.replace('_', '.').toLowerCase(Locale.ROOT));
      }
    }
    return Optional.ofNullable(keys.get(variable));
  }

  private static String unknown(String variable, Set<String> known) {
    return "environment variable "
        + variable
        + " sets no key of the configuration"
        + NearestKey.of(variable, known).map(near -> "; did you mean " + near + "?").orElse("");
  }

  /** {@return a warning for each variable with the prefix of Waymark that has no effect} */
  public List<String> unknownVariables() {
    return unknown;
  }

  /** {@return a copy of the content with the values replaced} */
  ObjectNode over(ObjectNode content) throws StartupException {
    ObjectNode replaced = content.deepCopy();
    for (String key : new TreeSet<>(values.keySet())) {
      put(replaced, key, values.get(key));
    }
    return replaced;
  }

  private static void put(ObjectNode root, String key, Value value) throws StartupException {
    Optional<String> client = CLIENT_TABLES.stream().filter(key::startsWith).findFirst();
    int nameAt = client.map(String::length).orElse(key.lastIndexOf('.') + 1);
    String[] tables = nameAt == 0 ? new String[0] : key.substring(0, nameAt - 1).split("\\.", -1);
    ObjectNode at = root;
    for (String table : tables) {
      JsonNode next = at.get(table);
      if (next == null) {
        next = at.putObject(table);
      } else if (!next.isObject()) {
        throw new StartupException(value.origin() + ": " + table + " is not a table");
      }
      at = (ObjectNode) next;
    }
    at.set(
        key.substring(nameAt),
        client.isPresent() ? TextNode.valueOf(value.value()) : parsed(value));
  }

  /** {@return the number, truth value, list or quoted string that the text is, or else the text} */
  private static JsonNode parsed(Value value) {
    try {
      JsonNode parsed =
          TomlFile.parse(Path.of(""), "value = " + value.value()).content().path("value");
      boolean isText = parsed.isTextual() && !value.value().startsWith("\"");
      return isText || parsed.isObject() ? TextNode.valueOf(value.value()) : parsed;
    } catch (StartupException notToml) {
      return TextNode.valueOf(value.value());
    }
  }

  /** {@return where the value of a key was set, if it replaces that in the file} */
  Optional<String> origin(String key) {
    return values.entrySet().stream()
        .filter(one -> key.equals(one.getKey()) || key.startsWith(one.getKey() + "["))
        .map(one -> one.getValue().origin())
        .findFirst();
  }
}
