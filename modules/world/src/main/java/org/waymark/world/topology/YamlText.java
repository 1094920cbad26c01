package org.waymark.world.topology;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.waymark.segment.ByteString;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.reader.ReaderException;

/** Parses a YAML text into parts, token by token, within limits of size and depth. */
final class YamlText {
  /**
   * The maximum size of a text, which is five times the size of a world with 1,000 ASes. Parsing a
   * single token of this size takes one second.
   */
  static final int MAX_BYTES = 1 << 20;

  /** The maximum nesting depth of a text. No description needs a greater depth. */
  private static final int MAX_DEPTH = 8;

  private static final YAMLFactory FACTORY = new YAMLFactory();

  private final String file;
  private final YAMLParser parser;

  private YamlText(String file, YAMLParser parser) {
    this.file = file;
    this.parser = parser;
  }

  /**
   * Parses a text.
   *
   * @param bytes the text in UTF-8
   * @return the whole text as one part
   */
  static YamlPart read(String file, ByteString bytes) throws TopologyException {
    if (bytes.size() > MAX_BYTES) {
      throw new TopologyException(
          file, 1, "the file is too large", "at most " + MAX_BYTES + " bytes");
    }
    String text = decoded(file, bytes);
    try (YAMLParser parser = FACTORY.createParser(text)) {
      return new YamlText(file, parser).document();
    } catch (JsonProcessingException e) {
      throw malformed(file, text, e);
    } catch (IOException e) {
      throw malformed(file, 1, e.toString());
    }
  }

  private static String decoded(String file, ByteString bytes) throws TopologyException {
    ByteBuffer rest = ByteBuffer.wrap(bytes.unsafeBytes());
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(rest).toString();
    } catch (CharacterCodingException _) {
      int line = 1;
      for (int i = 0; i < rest.position(); i++) {
        line += rest.get(i) == '\n' ? 1 : 0;
      }
      throw new TopologyException(file, line, "the bytes are not valid text", "UTF-8");
    }
  }

  /**
   * Creates the exception for malformed text. Jackson reports only the location of the last good
   * token, but SnakeYAML knows the location of the failure.
   */
  private static TopologyException malformed(String file, String text, JsonProcessingException e) {
    return switch (e.getCause()) {
      case MarkedYAMLException marked when marked.getProblemMark() != null ->
          malformed(file, marked.getProblemMark().getLine() + 1, marked.getProblem());
      case ReaderException unreadable ->
          malformed(
              file,
              1
                  + (int)
                      text.codePoints()
                          .limit(unreadable.getPosition())
                          .filter(c -> c == '\n')
                          .count(),
              "U+%04X is not a printable character".formatted(unreadable.getCodePoint()));
      case null, default -> {
        int line = e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getLineNr());
        yield malformed(file, line, e.getOriginalMessage());
      }
    };
  }

  private static TopologyException malformed(String file, int line, String why) {
    return new TopologyException(
        file,
        line,
        "this is not YAML (" + YamlPart.shortened(why) + ")",
        "a mapping of keys to values");
  }

  private YamlPart document() throws IOException, TopologyException {
    if (parser.nextToken() == null) {
      throw new TopologyException(file, 1, "the file is empty", "a mapping of keys to values");
    }
    YamlPart root = part("", line(), 0);
    if (parser.nextToken() != null) {
      throw new TopologyException(
          file, line(), "a second document begins", "one document in a file");
    }
    return root;
  }

  /**
   * Reads the part that begins at the current token, and advances to the last token of that part.
   *
   * @return the part
   */
  private YamlPart part(String name, int line, int depth) throws IOException, TopologyException {
    refuseReferences(name, line);
    if (depth > MAX_DEPTH) {
      throw new TopologyException(
          file, line, name + " is too deep", "at most " + MAX_DEPTH + " levels");
    }
    return switch (parser.currentToken()) {
      case START_OBJECT -> keys(name, line, depth);
      case START_ARRAY -> items(name, line, depth);
      case VALUE_STRING -> scalar(name, line, parser.getText(), false);
      case VALUE_TRUE, VALUE_FALSE, VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
          scalar(name, line, parser.getText(), true);
      case VALUE_NULL -> scalar(name, line, "", true);
      default -> throw malformed(file, line, "unexpected " + parser.currentToken());
    };
  }

  private YamlPart scalar(String name, int line, String text, boolean literal) {
    return new YamlPart(file, line, name, new YamlPart.Content.Scalar(text, literal));
  }

  private YamlPart keys(String name, int line, int depth) throws IOException, TopologyException {
    Map<String, YamlPart> parts = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = parser.currentName();
      int keyLine = line();
      String keyName = YamlPart.nameOf(name, key);
      refuseReferences(keyName, keyLine);
      parser.nextToken();
      YamlPart earlier = parts.put(key, part(keyName, keyLine, depth + 1));
      if (earlier != null) {
        throw new TopologyException(
            file,
            keyLine,
            keyName + " appears twice, first in line " + earlier.line(),
            "each key once");
      }
    }
    return new YamlPart(file, line, name, new YamlPart.Content.Keys(parts));
  }

  private YamlPart items(String name, int line, int depth) throws IOException, TopologyException {
    List<YamlPart> parts = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      parts.add(part(name + "[" + parts.size() + "]", line(), depth + 1));
    }
    return new YamlPart(file, line, name, new YamlPart.Content.Items(parts));
  }

  /**
   * Rejects anchors, aliases and tags, because nested aliases can expand a small file to a text of
   * any size.
   */
  private void refuseReferences(String name, int line) throws IOException, TopologyException {
    if (parser.isCurrentAlias() || parser.getObjectId() != null || parser.getTypeId() != null) {
      throw new TopologyException(
          file, line, name + " has an anchor, an alias or a tag", "the value itself");
    }
  }

  private int line() {
    return parser.currentTokenLocation().getLineNr();
  }
}
