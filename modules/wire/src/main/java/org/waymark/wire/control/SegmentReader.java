package org.waymark.wire.control;

import java.util.ArrayList;
import java.util.List;
import org.capnproto.DataList;
import org.capnproto.PrimitiveList;
import org.capnproto.StructList;
import org.waymark.segment.ByteString;
import org.waymark.segment.CapnpAsEntry;
import org.waymark.segment.CapnpHopEntry;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.CapnpSign;
import org.waymark.segment.InfoField;
import org.waymark.segment.IsdAs;
import org.waymark.wire.Decoded;
import org.waymark.wire.Refusal;
import org.waymark.wire.RefusalReason;
import org.waymark.wire.capnp.RefusedException;
import org.waymark.wire.capnp.UntrustedBytes;
import org.waymark.wire.generated.SegmentExtensionSchema.RoutingPolicyExt;
import org.waymark.wire.generated.SegmentSchema.ASEntry;
import org.waymark.wire.generated.SegmentSchema.HopEntry;
import org.waymark.wire.generated.SegmentSchema.PathSegment;
import org.waymark.wire.generated.SegmentSchema.PathSegmentSignedData;
import org.waymark.wire.generated.SibraSchema.SibraPCBExt;
import org.waymark.wire.generated.SignSchema.Sign;
import org.waymark.wire.generated.SignSchema.SignedBlob;
import org.waymark.wire.message.AsEntryFields;
import org.waymark.wire.message.HopEntryFields;
import org.waymark.wire.message.SegmentFields;

/**
 * Reads path segments in two steps: first the fields of a message, then the content of its signed
 * blobs. Used only by {@link UntrustedBytes}.
 */
final class SegmentReader {
  private SegmentReader() {}

  static SegmentFields fields(PathSegment.Reader segment, UntrustedBytes bytes) {
    ByteString signedData = bytes.data(segment.getSdata());
    StructList.Reader<SignedBlob.Reader> list = segment.getAsEntries();
    int size =
        bytes.count(list.size(), bytes.limits().asEntries(), RefusalReason.TOO_MANY_AS_ENTRIES);
    List<org.waymark.wire.message.SignedBlob> entries = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      entries.add(signedBlob(list.get(i), bytes));
    }
    return new SegmentFields(signedData, entries);
  }

  private static org.waymark.wire.message.SignedBlob signedBlob(
      SignedBlob.Reader signed, UntrustedBytes bytes) {
    return new org.waymark.wire.message.SignedBlob(
        bytes.data(signed.getBlob()), sign(signed.getSign(), bytes));
  }

  static CapnpSign sign(Sign.Reader sign, UntrustedBytes bytes) {
    CapnpSign.Type type =
        switch (sign.getType()) {
          case NONE -> CapnpSign.Type.NONE;
          case ED25519 -> CapnpSign.Type.ED25519;
          case _NOT_IN_SCHEMA -> throw new RefusedException(RefusalReason.SIGN_TYPE, "unknown");
        };
    return new CapnpSign(
        type, bytes.data(sign.getSrc()), bytes.data(sign.getSignature()), sign.getTimestamp());
  }

  /**
   * Decodes the signed blobs of a segment's fields, and builds the segment.
   *
   * @param verbatim the bytes from which the fields were read
   */
  static CapnpSegment segment(SegmentFields fields, ByteString verbatim, UntrustedBytes bytes) {
    if (fields.asEntries().isEmpty()) {
      throw new RefusedException(RefusalReason.NO_AS_ENTRIES, "");
    }
    bytes.count(
        fields.asEntries().size(), bytes.limits().asEntries(), RefusalReason.TOO_MANY_AS_ENTRIES);
    InfoField info = info(fields.signedData(), bytes);
    List<CapnpAsEntry> entries = new ArrayList<>(fields.asEntries().size());
    for (org.waymark.wire.message.SignedBlob signed : fields.asEntries()) {
      entries.add(asEntry(signed, bytes));
    }
    return new CapnpSegment(verbatim, fields.signedData(), info, entries);
  }

  private static InfoField info(ByteString signedData, UntrustedBytes bytes) {
    PathSegmentSignedData.Reader data =
        bytes.packed(signedData).getRoot(PathSegmentSignedData.factory);
    return orRefuse(InfoFieldCodec.decode(bytes.data(data.getInfoF())));
  }

  private static CapnpAsEntry asEntry(
      org.waymark.wire.message.SignedBlob signed, UntrustedBytes bytes) {
    AsEntryFields fields = asEntry(bytes.packed(signed.blob()).getRoot(ASEntry.factory), bytes);
    if (fields.hops().isEmpty()) {
      throw new RefusedException(
          RefusalReason.NO_HOP_ENTRIES, "the AS entry of " + fields.ia() + " has no hop entries");
    }
    List<CapnpHopEntry> hops = new ArrayList<>(fields.hops().size());
    for (HopEntryFields hop : fields.hops()) {
      hops.add(
          new CapnpHopEntry(
              hop.inIa(),
              hop.remoteInIf(),
              hop.inMtu(),
              hop.outIa(),
              hop.remoteOutIf(),
              orRefuse(HopFieldCodec.decode(hop.hopField()))));
    }
    return new CapnpAsEntry(
        signed.blob(),
        signed.sign(),
        fields.ia(),
        fields.trcVersion(),
        fields.certVersion(),
        fields.ifIdSize(),
        hops,
        fields.hashTreeRoot(),
        fields.mtu(),
        fields.routingPolicy(),
        fields.sibra());
  }

  static AsEntryFields asEntry(ASEntry.Reader entry, UntrustedBytes bytes) {
    StructList.Reader<HopEntry.Reader> list = entry.getHops();
    int size =
        bytes.count(list.size(), 1 + bytes.limits().peersPerEntry(), RefusalReason.TOO_MANY_PEERS);
    List<HopEntryFields> hops = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      hops.add(hop(list.get(i), bytes));
    }
    ASEntry.Exts.Reader extensions = entry.getExts();
    return new AsEntryFields(
        new IsdAs(entry.getIsdas()),
        entry.getTrcVer(),
        entry.getCertVer(),
        Byte.toUnsignedInt(entry.getIfIDSize()),
        hops,
        bytes.data(entry.getHashTreeRoot()),
        Short.toUnsignedInt(entry.getMtu()),
        extensions.hasRoutingPolicy()
            ? routingPolicy(extensions.getRoutingPolicy(), bytes)
            : CapnpAsEntry.RoutingPolicy.ABSENT,
        extensions.hasSibra() ? sibra(extensions.getSibra(), bytes) : CapnpAsEntry.Sibra.ABSENT);
  }

  static HopEntryFields hop(HopEntry.Reader hop, UntrustedBytes bytes) {
    return new HopEntryFields(
        new IsdAs(hop.getInIA()),
        hop.getRemoteInIF(),
        Short.toUnsignedInt(hop.getInMTU()),
        new IsdAs(hop.getOutIA()),
        hop.getRemoteOutIF(),
        bytes.data(hop.getHopF()));
  }

  static CapnpAsEntry.RoutingPolicy routingPolicy(
      RoutingPolicyExt.Reader policy, UntrustedBytes bytes) {
    PrimitiveList.Long.Reader list = policy.getIsdases();
    int size = bytes.count(list.size(), bytes.limits().items(), RefusalReason.TOO_MANY_ITEMS);
    List<IsdAs> isdAses = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      isdAses.add(new IsdAs(list.get(i)));
    }
    return new CapnpAsEntry.RoutingPolicy(
        policy.getSet(), Byte.toUnsignedInt(policy.getPolType()), policy.getIfID(), isdAses);
  }

  static CapnpAsEntry.Sibra sibra(SibraPCBExt.Reader sibra, UntrustedBytes bytes) {
    DataList.Reader list = sibra.getSofs();
    int size = bytes.count(list.size(), bytes.limits().items(), RefusalReason.TOO_MANY_ITEMS);
    List<ByteString> sofs = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      sofs.add(bytes.data(list.get(i)));
    }
    return new CapnpAsEntry.Sibra(
        bytes.data(sibra.getId()), bytes.data(sibra.getInfo()), sibra.getUp(), sofs);
  }

  private static <T> T orRefuse(Decoded<T> decoded) {
    return switch (decoded) {
      case Decoded.Accepted<T>(T value) -> value;
      case Decoded.Refused<T>(Refusal refusal) -> throw new RefusedException(refusal);
    };
  }
}
