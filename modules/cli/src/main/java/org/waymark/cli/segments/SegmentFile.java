package org.waymark.cli.segments;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.waymark.cli.CommandException;
import org.waymark.segment.ByteString;
import org.waymark.wire.message.SegmentRecord.TypedSegment;
import org.waymark.wire.trust.CertificateChain;
import org.waymark.wire.trust.Trc;

/**
 * What stands in a file of segments: the segments with their types, and the trust material that
 * verifies them as far as whoever wrote the file had it.
 */
record SegmentFile(List<TypedSegment> segments, List<Trc> trcs, List<CertificateChain> chains) {
  /** Far above all that one AS holds; a file is read into memory. */
  private static final int MAX_BYTES = 256 << 20;

  SegmentFile {
    segments = List.copyOf(segments);
    trcs = List.copyOf(trcs);
    chains = List.copyOf(chains);
  }

  /** The two forms of a file. */
  enum Form {
    /** For people; the bytes of each segment are in it. */
    JSON,
    /** Framed control messages (spec 2), as they are sent over UDP. */
    WIRE
  }

  /** {@return the file in a form} */
  ByteString bytes(Form form) {
    return switch (form) {
      case JSON -> SegmentJson.write(this);
      case WIRE -> SegmentMessages.write(this);
    };
  }

  /**
   * {@return what a file of either form holds}
   *
   * @throws CommandException when it cannot be read, or is no such file; the text says where it
   *     goes wrong
   */
  static SegmentFile read(Path file) {
    ByteString bytes = load(file);
    try {
      return !bytes.isEmpty() && bytes.at(0) == '{'
          ? SegmentJson.read(bytes)
          : SegmentMessages.read(bytes);
    } catch (MalformedFileException e) {
      throw new CommandException(file + ": " + e.getMessage(), e);
    }
  }

  private static ByteString load(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new CommandException(file + ": more than " + MAX_BYTES + " bytes: no segment file");
      }
      return ByteString.owning(bytes);
    } catch (IOException e) {
      throw new CommandException(file + ": cannot be read: " + e, e);
    }
  }
}
