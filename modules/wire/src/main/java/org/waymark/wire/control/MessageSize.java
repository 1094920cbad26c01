package org.waymark.wire.control;

import org.waymark.segment.Revocation;
import org.waymark.wire.Decoded;
import org.waymark.wire.capnp.MessageBytes;
import org.waymark.wire.message.Beacon;
import org.waymark.wire.message.CertChainReply;
import org.waymark.wire.message.ControlPayload;
import org.waymark.wire.message.Message;
import org.waymark.wire.message.RevocationNotice;
import org.waymark.wire.message.SegmentFields;
import org.waymark.wire.message.SegmentRecord;
import org.waymark.wire.message.SegmentRecords;
import org.waymark.wire.message.SegmentRegistration;
import org.waymark.wire.message.SegmentReply;
import org.waymark.wire.message.SegmentSync;
import org.waymark.wire.message.TrcReply;

/**
 * Estimates how many words a message occupies, so that it can be built in one buffer. If the
 * estimate is too low, the message is built a second time.
 */
final class MessageSize {
  private static final int WORD = 8;
  private static final int BASE_WORDS = 48;

  private MessageSize() {}

  static int words(ControlPayload payload) {
    return BASE_WORDS + MessageBytes.words(payload.traceId()) + words(payload.message());
  }

  static int words(SegmentRecords records) {
    int words = 0;
    for (SegmentRecord record : records.records()) {
      words += words(record);
    }
    for (Decoded<Revocation> revocation : records.revocations()) {
      words += revocation.asOptional().map(RevocationCodec::words).orElse(0);
    }
    return words;
  }

  static int words(SegmentRecord record) {
    return record
        .fields()
        .map(MessageSize::words)
        .or(() -> record.segment().asOptional().map(segment -> segment.bytes().size() / WORD + 2))
        .orElse(0);
  }

  static int words(SegmentFields fields) {
    return (int) (SegmentLayout.size(fields) / WORD) + 2;
  }

  private static int words(Message message) {
    return switch (message) {
      case SegmentReply reply -> words(reply.records());
      case SegmentRegistration registration -> words(registration.records());
      case SegmentSync sync -> words(sync.records());
      case RevocationNotice(Revocation revocation) -> RevocationCodec.words(revocation);
      case Beacon beacon -> words(beacon.segment());
      case CertChainReply(var chain) -> MessageBytes.words(chain);
      case TrcReply(var trc) -> MessageBytes.words(trc);
      default -> 0;
    };
  }
}
