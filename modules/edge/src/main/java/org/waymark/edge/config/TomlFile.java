package org.waymark.edge.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.tomlj.Toml;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;

/**
 * The content of a TOML file, with the lines of its keys.
 *
 * @param content the keys and their values
 * @param lines the line of each key, counted from 1; the parts of a key are joined with dots
 */
record TomlFile(ObjectNode content, Map<String, Integer> lines) {
  private static final JsonMapper JSON = new JsonMapper();

  /**
   * Parses the text of a file.
   *
   * @throws StartupException if the text is not TOML; the message names the line
   */
  static TomlFile parse(Path file, String text) throws StartupException {
    TomlParseResult parsed = Toml.parse(text);
    if (parsed.hasErrors()) {
      TomlParseError first = parsed.errors().getFirst();
      throw new StartupException(
          file + " line " + first.position().line() + ": " + first.getMessage(), first);
    }
    Map<String, Integer> lines = new HashMap<>();
    for (List<String> key : parsed.keyPathSet(true)) {
      lines.put(String.join(".", key), Objects.requireNonNull(parsed.inputPositionOf(key)).line());
    }
    try {
      return new TomlFile((ObjectNode) JSON.readTree(parsed.toJson()), Map.copyOf(lines));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the parser writes valid JSON", e);
    }
  }

  /** {@return the file and the line of a key, or of the part of the file that contains it} */
  String place(Path file, String key) {
    for (String at = key; !at.isEmpty(); at = parent(at)) {
      Integer line = lines.get(at);
      if (line != null) {
        return file + " line " + line;
      }
    }
    return file.toString();
  }

  private static String parent(String key) {
    return key.substring(0, Math.max(0, Math.max(key.lastIndexOf('.'), key.lastIndexOf('['))));
  }
}
