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
 * What stands in a file of segments: the segments with their types, and the trust material that
 * verifies them as far as whoever wrote the file had it.
 */
record SegmentFile(List<TypedSegment> segments, List<Trc> trcs, List<CertificateChain> chains) {
  /** Far above all that one AS holds; a file is read into memory. */
  private static final int MAX_BYTES = 256 << 20;

  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

  SegmentFile {
    segments = List.copyOf(segments);
    trcs = List.copyOf(trcs);
    chains = List.copyOf(chains);
  }

  /** The two forms of a file. */
  enum Form {
    /** For people; the bytes of each segment are in it. */
    JSON,
    /** Framed control messages (PROTOCOL 2), as they are sent over UDP. */
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
      return isJson(bytes) ? SegmentJson.read(bytes) : SegmentMessages.read(bytes);
    } catch (MalformedFileException e) {
      throw new CommandException(file + ": " + e.getMessage(), e);
    }
  }

  /**
   * No message starts like that: the first byte of its length is 0. Mail programs and editors put a
   * byte order mark or blanks before what people wrote.
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
        throw new CommandException(file + ": more than " + MAX_BYTES + " bytes: no segment file");
      }
      return ByteString.owning(bytes);
    } catch (IOException e) {
      throw new CommandException(file + ": " + FileTrouble.of(e), e);
    }
  }
}
