package org.waymark.conform.vector;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder in the layout of the recorded vectors:
 *
 * <pre>
 *   DIR/GROUP/FILE.json = {head members..., "cases": [{"name": ..., ...}, ...]}
 * </pre>
 *
 * A file without cases, such as a network in {@code trust}, contains material used by cases of any
 * group.
 */
public final class VectorFolder {
  /** The groups of the layout, in documented order. */
  static final List<String> GROUPS =
      List.of("messages", "trust", "segments", "revocations", "packets", "resolution");

  private static final Logger LOG = LoggerFactory.getLogger(VectorFolder.class);

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .build();

  static {
    JSON.getFactory()
        .setStreamReadConstraints(
            StreamReadConstraints.builder().maxStringLength(64 << 20).build());
  }

  private final Path folder;

  private VectorFolder(Path folder) {
    this.folder = folder;
  }

  /**
   * Opens a folder of recorded vectors.
   *
   * @return the folder
   * @throws UnreadableException if the path is not a folder with this layout
   */
  public static VectorFolder open(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new UnreadableException(
          "%s is not a folder: specify one that contains recorded vectors (folders %s)"
              .formatted(folder, String.join(", ", GROUPS)));
    }
    VectorFolder vectors = new VectorFolder(folder);
    if (GROUPS.stream().allMatch(group -> vectors.files(group).isEmpty())) {
      throw new UnreadableException(
          "%s contains no recorded vectors: none of its folders %s has a JSON file"
              .formatted(folder, String.join(", ", GROUPS)));
    }
    return vectors;
  }

  /** {@return the JSON files of a group by name; none if the group has no folder} */
  public List<Path> files(String group) {
    Path of = folder.resolve(group);
    if (!Files.isDirectory(of)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(of)) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    } catch (IOException e) {
      throw new UnreadableException("%s cannot be listed: %s".formatted(of, e));
    }
  }

  /**
   * Reads all readable files of a group whose material other cases use. Unreadable files are
   * reported in the run of their own group.
   *
   * @return the files
   */
  public List<VectorCase> readable(String group) {
    List<VectorCase> contents = new ArrayList<>();
    for (Path file : files(group)) {
      try {
        contents.add(read(file));
      } catch (UnreadableException e) {
        LOG.debug("Ignored an unreadable file: {}", file, e);
      }
    }
    return contents;
  }

  /**
   * Reads the object in a file.
   *
   * @return the object
   * @throws UnreadableException if the file cannot be read or does not contain a JSON object
   */
  public static VectorCase read(Path file) {
    try {
      JsonNode root = NumberedIsdAses.rewritten(JSON.readTree(file.toFile()));
      return new VectorCase(file.getFileName().toString(), root);
    } catch (JsonProcessingException e) {
      throw new UnreadableException("it is not JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new UnreadableException("it cannot be read: " + e);
    }
  }
}
