package org.waymark.history.query;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.waymark.segment.AsInterface;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.wire.event.EventBody;

/**
 * Writes the fields of a rejection in {@code .audit} that describe the rejected message. A summary
 * of several rejections does not describe any message.
 */
public final class RefusalFields {
  private RefusalFields() {}

  /**
   * Writes {@code reason} and {@code count}; {@code id}, {@code type}, {@code first} and {@code
   * last} of the segment if it was decoded; and {@code hash}, the SHA-256 of its bytes.
   */
  public static void put(EventBody.RegistrationRefused refused, ObjectNode into) {
    into.put("reason", refused.reason()).put("count", refused.count());
    refused.segment().ifPresent(segment -> put(segment, into));
    putHash(refused.hash(), into);
  }

  private static void put(EventBody.RefusedSegment segment, ObjectNode into) {
    segment.type().ifPresent(type -> into.put("type", SegmentFields.text(type)));
    into.put("id", segment.id().toString());
    into.put("first", segment.first().toString());
    into.put("last", segment.last().toString());
  }

  /**
   * Writes {@code reason} and {@code count}; {@code isdAs} and {@code interface} if the revocation
   * was decoded; and {@code hash}, the SHA-256 of its bytes.
   */
  public static void put(EventBody.RevocationRefused refused, ObjectNode into) {
    into.put("reason", refused.reason()).put("count", refused.count());
    if (!refused.ia().equals(IsdAs.NONE)) {
      SegmentFields.put(new AsInterface(refused.ia(), refused.interfaceId()), into);
    }
    putHash(refused.hash(), into);
  }

  private static void putHash(ByteString hash, ObjectNode into) {
    if (hash.size() > 0) {
      into.put("hash", hash.hex());
    }
  }
}
