package org.waymark.wire.control;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.waymark.segment.ByteString;
import org.waymark.wire.Decoded;
import org.waymark.wire.capnp.Packing;
import org.waymark.wire.generated.ControlSchema.CtrlPld;
import org.waymark.wire.generated.PathSchema.PathMgmt;
import org.waymark.wire.generated.RevocationSchema.RevInfo;
import org.waymark.wire.message.ControlPayload;
import org.waymark.wire.message.SegmentRecord;
import org.waymark.wire.message.SegmentReply;
import org.waymark.wire.message.SegmentRequest;

/**
 * The framed bytes of a reply, made by copying the words of its segments instead of writing their
 * fields. The bytes are those that a builder makes; the objects are in the order in which {@link
 * ControlWriter} writes them. In words:
 *
 * <pre>
 *  CtrlPld:   segment table   1
 *             root pointer    1
 *             CtrlPld         4   union tag, request id, pointers to PathMgmt and trace id
 *             PathMgmt        2   union tag, pointer to SegReply
 *             SegReply        2   pointers to SegReq and SegRecs
 *             SegReq          3   source, destination, flags
 *             SegRecs         2   pointers to records and revocations
 *             list tag        1
 *             each record     2   type, pointer to PathSegment
 *             each PathSegment, as in {@link SegmentLayout}
 *             list tag        1   of no revocations
 *             trace id        0
 *
 *  SignedCtrlPld: segment table   1
 *                 root pointer    1
 *                 SignedCtrlPld   2   pointers to blob and Sign
 *                 blob                the packed CtrlPld, padded to words
 *                 Sign            4   type none, no timestamp, pointers to nothing
 * </pre>
 *
 * <p>The CtrlPld is packed piece by piece. No run of words continues into the next piece, because
 * the first word of every piece is a pointer or a tag with fewer than seven bytes that are not
 * zero.
 */
final class ReplyLayout {
  private static final VarHandle LITTLE_ENDIAN =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int WORD = 8;
  private static final int LENGTH_BYTES = 4;
  private static final int RECORDS_AT = 16;
  private static final int RECORD_WORDS = 2;
  private static final int BLOB_AT = 4;
  private static final int SIGN_WORDS = 4;
  private static final byte[] NO_REVOCATIONS = new byte[WORD];

  static {
    LITTLE_ENDIAN.set(
        NO_REVOCATIONS,
        0,
        SegmentLayout.structsTag(0, RevInfo.STRUCT_SIZE.data, RevInfo.STRUCT_SIZE.pointers));
  }

  private ReplyLayout() {}

  /**
   * Encodes a payload that is a reply with canonical segments and without revocations.
   *
   * @return the framed bytes; empty if the payload is anything else
   */
  static Optional<ByteString> framed(ControlPayload payload) {
    if (!(payload.message() instanceof SegmentReply reply)
        || reply.records().records().isEmpty()
        || !reply.records().revocations().isEmpty()
        || !payload.traceId().isEmpty()) {
      return Optional.empty();
    }
    List<SegmentRecord> records = reply.records().records();
    byte[][] segments = new byte[records.size()][];
    for (int i = 0; i < segments.length; i++) {
      SegmentRecord record = records.get(i);
      if (record.fields().isPresent()
          || !(record.segment() instanceof Decoded.Accepted<?>)
          || !SegmentLayout.isCanonical(record.segment().orElseThrow().bytes().unsafeBytes())) {
        return Optional.empty();
      }
      segments[i] = record.segment().orElseThrow().bytes().unsafeBytes();
    }
    return Optional.of(signed(reply.request(), records, segments, payload.requestId()));
  }

  private static ByteString signed(
      SegmentRequest request, List<SegmentRecord> records, byte[][] segments, long requestId) {
    int words = RECORDS_AT + RECORD_WORDS * segments.length + 1;
    for (byte[] segment : segments) {
      words += (segment.length - SegmentLayout.STRUCT_AT) / WORD;
    }
    int maxBlob = Packing.maxPackedSize(words * WORD);
    byte[] signed = new byte[BLOB_AT * WORD + maxBlob + WORD + SIGN_WORDS * WORD];
    int blobEnd = packPayload(head(request, records, segments, requestId, words), segments, signed);
    int blobSize = blobEnd - BLOB_AT * WORD;
    int signAt = (blobEnd + WORD - 1) / WORD;
    int end = signAt + SIGN_WORDS;
    put(signed, 0, (end - 1L) << Integer.SIZE);
    put(signed, 1, SegmentLayout.structPointer(2, 1, 0, 2));
    put(signed, 2, SegmentLayout.bytesPointer(BLOB_AT, 2, blobSize));
    put(signed, 3, SegmentLayout.structPointer(signAt, 3, 2, 2));
    put(signed, end - 2, SegmentLayout.bytesPointer(end, end - 2, 0));
    put(signed, end - 1, SegmentLayout.bytesPointer(end, end - 1, 0));
    byte[] framed = new byte[LENGTH_BYTES + Packing.maxPackedSize(end * WORD)];
    int size = Packing.pack(signed, 0, end * WORD, framed, LENGTH_BYTES);
    ByteBuffer.wrap(framed).putInt(size - LENGTH_BYTES);
    return ByteString.owning(Arrays.copyOf(framed, size));
  }

  private static int packPayload(byte[] head, byte[][] segments, byte[] signed) {
    int end = Packing.pack(head, 0, head.length, signed, BLOB_AT * WORD);
    for (byte[] segment : segments) {
      end = Packing.pack(segment, SegmentLayout.STRUCT_AT, segment.length, signed, end);
    }
    return Packing.pack(NO_REVOCATIONS, 0, WORD, signed, end);
  }

  /** {@return everything before the first PathSegment} */
  private static byte[] head(
      SegmentRequest request,
      List<SegmentRecord> records,
      byte[][] segments,
      long requestId,
      int words) {
    byte[] head = new byte[(RECORDS_AT + RECORD_WORDS * segments.length) * WORD];
    put(head, 0, (words - 1L) << Integer.SIZE);
    put(head, 1, SegmentLayout.structPointer(2, 1, 2, 2));
    put(head, 2, CtrlPld.Which.PATH_MGMT.ordinal());
    put(head, 3, requestId);
    put(head, 4, SegmentLayout.structPointer(6, 4, 1, 1));
    put(head, 5, SegmentLayout.bytesPointer(words, 5, 0));
    put(head, 6, PathMgmt.Which.SEG_REPLY.ordinal());
    put(head, 7, SegmentLayout.structPointer(8, 7, 0, 2));
    put(head, 8, SegmentLayout.structPointer(10, 8, 3, 0));
    put(head, 9, SegmentLayout.structPointer(13, 9, 0, 2));
    put(head, 10, request.src().value());
    put(head, 11, request.dst().value());
    put(head, 12, (request.sibra() ? 1 : 0) | (request.cacheOnly() ? 2 : 0));
    put(head, 13, SegmentLayout.structsPointer(15, 13, RECORD_WORDS * segments.length));
    put(head, 14, SegmentLayout.structsPointer(words - 1, 14, 0));
    put(head, 15, SegmentLayout.structsTag(segments.length, 1, 1));
    int segmentAt = head.length / WORD;
    for (int i = 0; i < segments.length; i++) {
      int at = RECORDS_AT + RECORD_WORDS * i;
      put(head, at, ControlWriter.type(records.get(i)).ordinal());
      put(head, at + 1, SegmentLayout.structPointer(segmentAt, at + 1, 0, 2));
      segmentAt += (segments[i].length - SegmentLayout.STRUCT_AT) / WORD;
    }
    return head;
  }

  private static void put(byte[] message, int at, long word) {
    LITTLE_ENDIAN.set(message, at * WORD, word);
  }
}
