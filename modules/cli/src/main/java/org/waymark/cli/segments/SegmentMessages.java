package org.waymark.cli.segments;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.waymark.segment.ByteString;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.control.ControlCodec;
import org.waymark.wire.control.SegmentCodec;
import org.waymark.wire.message.CertChainReply;
import org.waymark.wire.message.ControlPayload;
import org.waymark.wire.message.Message;
import org.waymark.wire.message.SegmentRecord;
import org.waymark.wire.message.SegmentRecord.TypedSegment;
import org.waymark.wire.message.SegmentRecords;
import org.waymark.wire.message.SegmentRegistration;
import org.waymark.wire.message.TrcReply;
import org.waymark.wire.trust.CertificateChain;
import org.waymark.wire.trust.Lz4Text;
import org.waymark.wire.trust.Trc;

/**
 * Reads and writes segment files as the control messages that register the segments (PROTOCOL 2):
 * first the TRCs and chains for verifying them, then the registrations. The messages follow one
 * another, each framed as on UDP.
 *
 * <pre>
 *  0          4                  4 + n
 *  +----------+------------------+----------+------
 *  | length n | SignedCtrlPld    | length   | ..
 *  | 4 bytes  | n bytes, packed  |          |
 *  +----------+------------------+----------+------
 * </pre>
 */
final class SegmentMessages {
  /**
   * The maximum packed size of the segments in a message, in bytes. It leaves room for headers in a
   * datagram, and rarely causes too many fragments.
   */
  private static final int MAX_PACKED_SEGMENTS = 32 << 10;

  private static final ControlCodec CODEC = new ControlCodec(DecoderLimits.DEFAULT);

  private SegmentMessages() {}

  /**
   * Creates the messages for a file. They are small enough for a datagram, unless a single segment
   * is too large.
   *
   * @return the messages
   */
  static List<Message> of(SegmentFile file) {
    List<Message> messages = new ArrayList<>();
    file.trcs().forEach(trc -> messages.add(new TrcReply(Lz4Text.pack(trc.json()))));
    file.chains().forEach(chain -> messages.add(new CertChainReply(Lz4Text.pack(chain.json()))));
    List<SegmentRecord> batch = new ArrayList<>();
    int size = 0;
    for (TypedSegment one : file.segments()) {
      int more = SegmentCodec.encodePacked(one.segment()).size();
      if (!batch.isEmpty() && size + more > MAX_PACKED_SEGMENTS) {
        messages.add(registration(batch));
        batch.clear();
        size = 0;
      }
      batch.add(SegmentRecord.of(one.type(), one.segment()));
      size += more;
    }
    if (!batch.isEmpty()) {
      messages.add(registration(batch));
    }
    return messages;
  }

  private static Message registration(List<SegmentRecord> records) {
    return new SegmentRegistration(SegmentRecords.of(records, List.of()));
  }

  static ByteString write(SegmentFile file) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    long requestId = 0;
    for (Message message : of(file)) {
      bytes.writeBytes(
          ControlCodec.encodeFramed(new ControlPayload(message, ++requestId)).unsafeBytes());
    }
    return ByteString.owning(bytes.toByteArray());
  }

  static SegmentFile read(ByteString bytes) throws MalformedFileException {
    ByteBuffer rest = ByteBuffer.wrap(bytes.unsafeBytes());
    List<TypedSegment> segments = new ArrayList<>();
    List<Trc> trcs = new ArrayList<>();
    List<CertificateChain> chains = new ArrayList<>();
    while (rest.hasRemaining()) {
      String where = "the message at byte " + rest.position();
      switch (payload(rest, where).message()) {
        case SegmentRegistration(SegmentRecords records) ->
            segments.addAll(segments(records, where));
        case TrcReply(ByteString packed) ->
            trcs.add(
                MalformedFileException.accepted(
                    Lz4Text.unpack(packed, DecoderLimits.DEFAULT).then(Trc::parse), where));
        case CertChainReply(ByteString packed) ->
            chains.add(
                MalformedFileException.accepted(
                    Lz4Text.unpack(packed, DecoderLimits.DEFAULT).then(CertificateChain::parse),
                    where));
        case Message other ->
            throw new MalformedFileException(
                where + " must be segReg, trc or certChain, got " + other.messageType());
      }
    }
    return new SegmentFile(segments, trcs, chains);
  }

  private static ControlPayload payload(ByteBuffer rest, String where)
      throws MalformedFileException {
    long length =
        rest.remaining() < Integer.BYTES
            ? Long.MAX_VALUE
            : Integer.toUnsignedLong(rest.getInt(rest.position()));
    if (length > rest.remaining() - Integer.BYTES) {
      throw new MalformedFileException(
          where
              + " is truncated: the file must be JSON, or control messages that are each "
              + "preceded by their length");
    }
    int end = rest.position() + Integer.BYTES + (int) length;
    ByteBuffer framed = rest.slice(rest.position(), Integer.BYTES + (int) length);
    rest.position(end);
    return MalformedFileException.accepted(CODEC.decodeFramed(framed), where);
  }

  private static List<TypedSegment> segments(SegmentRecords records, String where)
      throws MalformedFileException {
    List<TypedSegment> segments = new ArrayList<>();
    for (SegmentRecord record : records.records()) {
      segments.add(MalformedFileException.accepted(record.typed(), where));
    }
    return segments;
  }
}
