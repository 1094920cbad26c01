package org.waymark.store.snapshot;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.waymark.log.LastRecord;
import org.waymark.log.Position;
import org.waymark.log.Topic;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.segment.Sha256;
import org.waymark.store.row.ApplyVersion;
import org.waymark.store.row.Positions;
import org.waymark.store.row.StateDigest;
import org.waymark.wire.event.RowKind;

/**
 * Describes the origin and the files of a snapshot. The manifest is written last, so a folder that
 * contains a manifest is a complete snapshot.
 *
 * <p>The file {@code manifest} is UTF-8 text with one fact per line. Hashes are hexadecimal:
 *
 * <pre>
 * waymark snapshot 1
 * build WAYMARK-VERSION
 * as ISD-AS
 * replica ID                       of the replica whose store it was, if known; URL-encoded
 * apply NUMBER SETTINGS            the apply version
 * cluster ID                       URL-encoded, as the topic ids are
 * topic events ID OFFSET DIGEST    the offset of the first record that is not in it
 * topic trust ID OFFSET DIGEST
 * record-time TIME                 of the last event, ISO 8601
 * rows KIND NUMBER                 for each kind of row
 * positions HEX                    the positions row, from which the six lines before follow
 * file NAME SIZE SHA-256           for each file but this
 * ...
 * end SHA-256                      of everything before this line
 * </pre>
 *
 * @param build the version of Waymark that made the snapshot
 * @param ia the AS that owns the log
 * @param positions the positions row of the database
 * @param files all other files of the snapshot, by their paths in the snapshot
 */
public record SnapshotManifest(
    String build,
    IsdAs ia,
    Optional<String> replica,
    Positions positions,
    SortedMap<String, SnapshotFile> files) {
  /** The name of the manifest in a snapshot. */
  static final String FILE = "manifest";

  private static final String FIRST_LINE = "waymark snapshot 1";
  private static final String END = "end ";

  public SnapshotManifest {
    files = new TreeMap<>(files);
  }

  /** {@return the offset of the first record of the topic that is not in the snapshot} */
  public long nextOffset(Topic topic) {
    return positions.position(topic).map(Position::nextOffset).orElse(0L);
  }

  public StateDigest digest(Topic topic) {
    return positions.digest(topic);
  }

  public ApplyVersion applyVersion() {
    return positions.applyVersion();
  }

  /** {@return the record time of the last event in Unix milliseconds, if there is one} */
  public OptionalLong recordTimeMs() {
    return positions
        .position(Topic.EVENTS)
        .map(Position::last)
        .filter(LastRecord::isPresent)
        .map(last -> OptionalLong.of(last.recordTimeMs()))
        .orElse(OptionalLong.empty());
  }

  /** {@return the total size of all files in bytes} */
  public long totalBytes() {
    return files.values().stream().mapToLong(SnapshotFile::size).sum();
  }

  /** {@return the positions row} */
  public byte[] encodedPositions() {
    return positions.encode();
  }

  byte[] encode() {
    StringBuilder text = new StringBuilder();
    line(text, FIRST_LINE);
    line(text, "build", build);
    line(text, "as", ia.toString());
    replica.ifPresent(id -> line(text, "replica", encoded(id)));
    line(text, "apply", "" + applyVersion().number(), applyVersion().settings().hex());
    for (Topic topic : List.of(Topic.EVENTS, Topic.TRUST)) {
      positions.position(topic).ifPresent(position -> describe(text, topic, position));
    }
    recordTimeMs().ifPresent(ms -> line(text, "record-time", Instant.ofEpochMilli(ms).toString()));
    for (RowKind kind : RowKind.values()) {
      String name = kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
      line(text, "rows", name, "" + positions.totals().of(kind));
    }
    line(text, "positions", ByteString.owning(encodedPositions()).hex());
    files.forEach((name, file) -> line(text, "file", name, "" + file.size(), file.sha256().hex()));
    byte[] described = text.toString().getBytes(StandardCharsets.UTF_8);
    line(text, END.strip(), new Sha256().addBytes(described).digest().hex());
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private void describe(StringBuilder text, Topic topic, Position position) {
    line(text, "cluster", encoded(position.clusterId()));
    line(
        text,
        "topic",
        topic.suffix(),
        encoded(position.topicId()),
        "" + position.nextOffset(),
        digest(topic).sum().hex());
  }

  private static void line(StringBuilder text, String... words) {
    text.append(String.join(" ", words)).append('\n');
  }

  private static String encoded(String id) {
    return URLEncoder.encode(id, StandardCharsets.UTF_8);
  }

  /**
   * Decodes a manifest.
   *
   * @return the manifest; empty if the text differs from the output of {@link #encode}
   */
  static Optional<SnapshotManifest> decode(byte[] bytes) {
    try {
      SnapshotManifest decoded = of(new String(bytes, StandardCharsets.UTF_8));
      // Lines that follow from others, and the checksum at the end, are not parsed but compared.
      return Arrays.equals(decoded.encode(), bytes) ? Optional.of(decoded) : Optional.empty();
    } catch (RuntimeException malformed) {
      return Optional.empty();
    }
  }

  private static SnapshotManifest of(String text) {
    String build = "";
    Optional<IsdAs> ia = Optional.empty();
    Optional<String> replica = Optional.empty();
    Optional<Positions> positions = Optional.empty();
    SortedMap<String, SnapshotFile> files = new TreeMap<>();
    for (String line : text.split("\n")) {
      String[] words = line.split(" ");
      switch (words[0]) {
        case "build" -> build = line.substring("build ".length());
        case "as" -> ia = Optional.of(IsdAs.parse(words[1]));
        case "replica" ->
            replica = Optional.of(URLDecoder.decode(words[1], StandardCharsets.UTF_8));
        case "positions" ->
            positions = Optional.of(Positions.decode(ByteString.ofHex(words[1]).toBytes()));
        case "file" ->
            files.put(
                words[1], new SnapshotFile(Long.parseLong(words[2]), ByteString.ofHex(words[3])));
        default -> {}
      }
    }
    return new SnapshotManifest(build, ia.orElseThrow(), replica, positions.orElseThrow(), files);
  }
}
