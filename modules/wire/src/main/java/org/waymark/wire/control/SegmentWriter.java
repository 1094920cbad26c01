package org.waymark.wire.control;

import java.util.List;
import org.capnproto.DataList;
import org.capnproto.PrimitiveList;
import org.capnproto.StructList;
import org.waymark.segment.ByteString;
import org.waymark.segment.CapnpAsEntry;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.CapnpSign;
import org.waymark.segment.IsdAs;
import org.waymark.wire.capnp.MessageBytes;
import org.waymark.wire.generated.SegmentExtensionSchema.RoutingPolicyExt;
import org.waymark.wire.generated.SegmentSchema.ASEntry;
import org.waymark.wire.generated.SegmentSchema.HopEntry;
import org.waymark.wire.generated.SegmentSchema.PathSegment;
import org.waymark.wire.generated.SibraSchema.SibraPCBExt;
import org.waymark.wire.generated.SignSchema.Sign;
import org.waymark.wire.generated.SignSchema.SignType;
import org.waymark.wire.message.AsEntryFields;
import org.waymark.wire.message.HopEntryFields;
import org.waymark.wire.message.SegmentFields;
import org.waymark.wire.message.SignedBlob;

/** Writes path segments and their parts into Cap'n Proto messages under construction. */
final class SegmentWriter {
  private SegmentWriter() {}

  static SegmentFields fieldsOf(CapnpSegment segment) {
    return new SegmentFields(
        segment.signedData(),
        segment.entries().stream()
            .map(entry -> new SignedBlob(entry.blob(), entry.sign()))
            .toList());
  }

  static void write(PathSegment.Builder target, SegmentFields fields) {
    MessageBytes.put(target.initSdata(fields.signedData().size()), fields.signedData());
    List<SignedBlob> entries = fields.asEntries();
    StructList.Builder<org.waymark.wire.generated.SignSchema.SignedBlob.Builder> list =
        target.initAsEntries(entries.size());
    for (int i = 0; i < entries.size(); i++) {
      SignedBlob entry = entries.get(i);
      MessageBytes.put(list.get(i).initBlob(entry.blob().size()), entry.blob());
      write(list.get(i).initSign(), entry.sign());
    }
  }

  static void write(Sign.Builder target, CapnpSign sign) {
    target.setType(signType(sign.type()));
    MessageBytes.put(target.initSrc(sign.source().size()), sign.source());
    MessageBytes.put(target.initSignature(sign.signature().size()), sign.signature());
    target.setTimestamp(sign.timestamp());
  }

  static SignType signType(CapnpSign.Type type) {
    return switch (type) {
      case NONE -> SignType.NONE;
      case ED25519 -> SignType.ED25519;
    };
  }

  static void write(ASEntry.Builder target, AsEntryFields fields) {
    target.setIsdas(fields.ia().value());
    target.setTrcVer(fields.trcVersion());
    target.setCertVer(fields.certVersion());
    target.setIfIDSize((byte) fields.ifIdSize());
    StructList.Builder<HopEntry.Builder> hops = target.initHops(fields.hops().size());
    for (int i = 0; i < fields.hops().size(); i++) {
      write(hops.get(i), fields.hops().get(i));
    }
    MessageBytes.put(target.initHashTreeRoot(fields.hashTreeRoot().size()), fields.hashTreeRoot());
    target.setMtu((short) fields.mtu());
    if (!fields.routingPolicy().equals(CapnpAsEntry.RoutingPolicy.ABSENT)) {
      write(target.getExts().initRoutingPolicy(), fields.routingPolicy());
    }
    if (!fields.sibra().equals(CapnpAsEntry.Sibra.ABSENT)) {
      write(target.getExts().initSibra(), fields.sibra());
    }
  }

  static void write(HopEntry.Builder target, HopEntryFields fields) {
    target.setInIA(fields.inIa().value());
    target.setRemoteInIF(fields.remoteInIf());
    target.setInMTU((short) fields.inMtu());
    target.setOutIA(fields.outIa().value());
    target.setRemoteOutIF(fields.remoteOutIf());
    MessageBytes.put(target.initHopF(fields.hopField().size()), fields.hopField());
  }

  static void write(RoutingPolicyExt.Builder target, CapnpAsEntry.RoutingPolicy policy) {
    target.setSet(policy.set());
    target.setPolType((byte) policy.policyType());
    target.setIfID(policy.interfaceId());
    List<IsdAs> isdAses = policy.isdAses();
    PrimitiveList.Long.Builder list = target.initIsdases(isdAses.size());
    for (int i = 0; i < isdAses.size(); i++) {
      list.set(i, isdAses.get(i).value());
    }
  }

  static void write(SibraPCBExt.Builder target, CapnpAsEntry.Sibra sibra) {
    MessageBytes.put(target.initId(sibra.id().size()), sibra.id());
    MessageBytes.put(target.initInfo(sibra.info().size()), sibra.info());
    target.setUp(sibra.up());
    List<ByteString> sofs = sibra.sofs();
    DataList.Builder list = target.initSofs(sofs.size());
    for (int i = 0; i < sofs.size(); i++) {
      list.set(i, MessageBytes.reader(sofs.get(i)));
    }
  }
}
