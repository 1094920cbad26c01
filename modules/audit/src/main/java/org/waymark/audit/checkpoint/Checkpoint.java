package org.waymark.audit.checkpoint;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.waymark.audit.note.NoteSigner;
import org.waymark.audit.note.SignedNote;
import org.waymark.audit.text.StrictText;
import org.waymark.audit.tree.RightEdge;
import org.waymark.audit.tree.TreeHasher;
import org.waymark.segment.ByteString;
import org.waymark.wire.Decoded;
import org.waymark.wire.RefusalReason;

/**
 * The size and root of a tree, represented as the text of a note (C2SP tlog-checkpoint, Note text):
 *
 * <pre>
 *   origin           identifies the log: topic name/topic id
 *   size             decimal
 *   root             base64
 *   edge root        base64; one line for each perfect subtree of the right edge, the largest first
 * </pre>
 *
 * <p>The last lines are extension lines. Checkpoints of other programs have different extension
 * lines, or none.
 *
 * @param size the number of leaves, 0 or more
 * @param root the root, 32 bytes
 * @param extensions the extension lines, without newlines
 * @param rightEdge the right edge, which has this size and root; empty if the extension lines
 *     contain none
 */
public record Checkpoint(
    String origin,
    long size,
    ByteString root,
    List<String> extensions,
    Optional<RightEdge> rightEdge) {
  private static final String EDGE = "edge ";
  private static final int MANDATORY_LINES = 3;

  public Checkpoint {
    extensions = List.copyOf(extensions);
  }

  /**
   * {@return the origin for the checkpoints of a topic} A topic that is deleted and recreated under
   * its old name has a different id and is a different log.
   */
  public static String origin(String topicName, String topicId) {
    return topicName + "/" + topicId;
  }

  /**
   * Creates the checkpoint of a tree.
   *
   * @param origin the origin, which must not be empty or contain white space or plus signs
   * @throws IllegalArgumentException if the origin is invalid
   */
  public static Checkpoint of(String origin, RightEdge edge, TreeHasher hasher) {
    if (StrictText.isEmptyOrHasSpace(origin) || origin.indexOf('+') >= 0) {
      throw new IllegalArgumentException(
          "an origin must not be empty or contain spaces or plus signs, got '" + origin + "'");
    }
    List<String> extensions =
        edge.roots().stream().map(root -> EDGE + StrictText.base64(root)).toList();
    return new Checkpoint(origin, edge.size(), edge.root(hasher), extensions, Optional.of(edge));
  }

  /** {@return the text of the note, with its final newline} */
  public String text() {
    StringBuilder text = new StringBuilder();
    text.append(origin).append('\n').append(size).append('\n');
    text.append(StrictText.base64(root)).append('\n');
    extensions.forEach(line -> text.append(line).append('\n'));
    return text.toString();
  }

  /**
   * Signs the checkpoint.
   *
   * @return a note with one signature
   */
  public SignedNote signedBy(NoteSigner signer) {
    return SignedNote.of(text()).with(signer.sign(text()));
  }

  /** Parses a checkpoint from the text of a note. */
  public static Decoded<Checkpoint> parse(String text) {
    String[] lines = text.split("\n", -1);
    int count = lines.length - 1;
    if (count < MANDATORY_LINES || !lines[count].isEmpty()) {
      return refused("it has fewer than three lines");
    }
    List<String> extensions = List.of(lines).subList(MANDATORY_LINES, count);
    OptionalLong size = StrictText.ofDecimal(lines[1]);
    Optional<ByteString> root = StrictText.ofHash(lines[2]);
    if (lines[0].isEmpty() || extensions.contains("")) {
      return refused("it has an empty line");
    }
    if (size.isEmpty() || root.isEmpty()) {
      return refused("it does not state a size and a root");
    }
    if (size.getAsLong() == 0 && !root.get().equals(TreeHasher.EMPTY_ROOT)) {
      return refused("its root is not that of an empty tree");
    }
    return rightEdge(size.getAsLong(), root.get(), extensions)
        .map(edge -> new Checkpoint(lines[0], size.getAsLong(), root.get(), extensions, edge));
  }

  private static Decoded<Optional<RightEdge>> rightEdge(
      long size, ByteString root, List<String> extensions) {
    List<ByteString> roots = new ArrayList<>();
    for (String line : extensions) {
      if (line.startsWith(EDGE)) {
        Optional<ByteString> hash = StrictText.ofHash(line.substring(EDGE.length()));
        if (hash.isEmpty()) {
          return edgeRefused("a line of the right edge is not base64 of 32 bytes");
        }
        roots.add(hash.get());
      }
    }
    if (roots.isEmpty() && size > 0) {
      return Decoded.accepted(Optional.empty());
    }
    if (roots.size() != Long.bitCount(size)) {
      return edgeRefused(
          "the right edge has " + roots.size() + " hashes, which is wrong for size " + size);
    }
    RightEdge edge = RightEdge.of(size, roots);
    return edge.root(new TreeHasher()).equals(root)
        ? Decoded.accepted(Optional.of(edge))
        : edgeRefused("the right edge leads to a different root");
  }

  private static <T> Decoded<T> edgeRefused(String detail) {
    return Decoded.refused(RefusalReason.RIGHT_EDGE, detail);
  }

  private static Decoded<Checkpoint> refused(String detail) {
    return Decoded.refused(RefusalReason.CHECKPOINT, detail);
  }
}
