package org.waymark.wire.control;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.waymark.segment.ByteString;
import org.waymark.segment.CapnpAsEntry;
import org.waymark.segment.CapnpSign;
import org.waymark.segment.InfoField;
import org.waymark.segment.IsdAs;
import org.waymark.segment.Revocation;
import org.waymark.wire.message.AsEntryFields;
import org.waymark.wire.message.HopEntryFields;
import org.waymark.wire.message.SegmentFields;
import org.waymark.wire.message.SignedBlob;

/** Makes unsigned segments and revocations, for tests of encodings. */
final class Drafts {
  static final ByteString HOP_FIELD = ByteString.ofHex("003f001002123456");
  static final CapnpSign SIGN =
      new CapnpSign(
          CapnpSign.Type.ED25519,
          ByteString.ofHex("000100000000000b"),
          ByteString.of(new byte[64]),
          0);
  static final ByteString SIGNED_DATA =
      SegmentCodec.encodeSignedData(new InfoField(false, false, false, 1_520_000_000L, 1, 0));

  private Drafts() {}

  static Revocation revocation(int nonceBytes) {
    return new Revocation(
        IsdAs.parse("1-13"),
        61,
        152_000_000,
        ByteString.of(new byte[nonceBytes]),
        List.of(),
        ByteString.EMPTY,
        ByteString.EMPTY,
        0,
        600);
  }

  static SegmentFields fields(ByteString... blobs) {
    return new SegmentFields(
        SIGNED_DATA, Arrays.stream(blobs).map(blob -> new SignedBlob(blob, SIGN)).toList());
  }

  static ByteString entry(int hops) {
    return SegmentCodec.encodeAsEntry(
        new AsEntryFields(
            IsdAs.parse("1-11"),
            1,
            1,
            12,
            Collections.nCopies(
                hops, new HopEntryFields(IsdAs.NONE, 0, 0, IsdAs.NONE, 0, HOP_FIELD)),
            ByteString.of(new byte[32]),
            1_472,
            CapnpAsEntry.RoutingPolicy.ABSENT,
            CapnpAsEntry.Sibra.ABSENT));
  }
}
