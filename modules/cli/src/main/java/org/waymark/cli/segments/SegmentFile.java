package org.waymark.cli.segments;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.waymark.cli.command.CommandException;
import org.waymark.runtime.FileTrouble;
import org.waymark.segment.ByteString;
import org.waymark.wire.message.SegmentRecord.TypedSegment;
import org.waymark.wire.trust.CertificateChain;
import org.waymark.wire.trust.Trc;

/**
 * The contents of a segment file: segments with their types, and the TRCs and chains for verifying
 * them, as far as the writer had these.
 */
public record SegmentFile(
    List<TypedSegment> segments, List<Trc> trcs, List<CertificateChain> chains) {
  /**
   * The maximum size of a file in bytes, which limits memory use. It is far above the size of all
   * segments of one AS.
   */
  private static final int MAX_BYTES = 256 << 20;

  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

  public SegmentFile {
    segments = List.copyOf(segments);
    trcs = List.copyOf(trcs);
    chains = List.copyOf(chains);
  }

  /** The formats of a segment file. */
  public enum Form {
    /** Human-readable JSON, which includes the bytes of each segment. */
    JSON,
    /** Framed control messages (PROTOCOL 2), as they are sent over UDP. */
    WIRE
  }

  /**
   * Encodes the contents in a format.
   *
   * @return the bytes of the file
   */
  public ByteString bytes(Form form) {
    return switch (form) {
      case JSON -> SegmentJson.write(this);
      case WIRE -> SegmentMessages.write(this);
    };
  }

  /**
   * Reads a file in either format.
   *
   * @return its contents
   * @throws CommandException if the file cannot be read or is malformed; the message says where
   */
  static SegmentFile read(Path file) {
    ByteString bytes = load(file);
    try {
      return isJson(bytes) ? SegmentJson.read(bytes) : SegmentMessages.read(bytes);
    } catch (MalformedFileException e) {
      throw new CommandException(file + ": " + e.getMessage(), e);
    }
  }

  /**
   * {@return whether the file starts with a brace, after an optional byte order mark and white
   * space, which mail programs and editors may add} A control message starts with a 0, the first
   * byte of its length.
   */
  private static boolean isJson(ByteString bytes) {
    int at = startsWithByteOrderMark(bytes) ? BYTE_ORDER_MARK.length : 0;
    while (at < bytes.size() && Character.isWhitespace(bytes.at(at))) {
      at++;
    }
    return at < bytes.size() && bytes.at(at) == '{';
  }

  private static boolean startsWithByteOrderMark(ByteString bytes) {
    for (int i = 0; i < BYTE_ORDER_MARK.length; i++) {
      if (i == bytes.size() || bytes.at(i) != BYTE_ORDER_MARK[i]) {
        return false;
      }
    }
    return true;
  }

  private static ByteString load(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new CommandException(
            file + ": too large; a segment file can be at most " + MAX_BYTES + " bytes long");
      }
      return ByteString.owning(bytes);
    } catch (IOException e) {
      throw new CommandException(file + ": " + FileTrouble.of(e), e);
    }
  }
}
