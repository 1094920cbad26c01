package org.waymark.wire.control;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.capnproto.StructList;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.Revocation;
import org.waymark.segment.SegmentType;
import org.waymark.wire.Decoded;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.RefusalReason;
import org.waymark.wire.capnp.RefusedException;
import org.waymark.wire.capnp.UntrustedBytes;
import org.waymark.wire.generated.CertificateSchema.CertMgmt;
import org.waymark.wire.generated.ControlExtensionSchema.CtrlExtnData;
import org.waymark.wire.generated.ControlExtensionSchema.CtrlExtnDataList;
import org.waymark.wire.generated.ControlSchema.CtrlPld;
import org.waymark.wire.generated.DrKeySchema.DRKeyMgmt;
import org.waymark.wire.generated.GatewaySchema.SIGCtrl;
import org.waymark.wire.generated.InterfaceStateSchema.IFStateInfo;
import org.waymark.wire.generated.InterfaceStateSchema.IFStateInfos;
import org.waymark.wire.generated.PathSchema.PathMgmt;
import org.waymark.wire.generated.PathSchema.SegRecs;
import org.waymark.wire.generated.PathSchema.SegReq;
import org.waymark.wire.generated.RevocationSchema.RevInfo;
import org.waymark.wire.generated.SegmentSchema.PathSegMeta;
import org.waymark.wire.message.Beacon;
import org.waymark.wire.message.CertChainReply;
import org.waymark.wire.message.CertChainRequest;
import org.waymark.wire.message.CertIssueReply;
import org.waymark.wire.message.CertIssueRequest;
import org.waymark.wire.message.ControlPayload;
import org.waymark.wire.message.DrKey;
import org.waymark.wire.message.Extensions;
import org.waymark.wire.message.InterfaceIdMessage;
import org.waymark.wire.message.InterfaceState;
import org.waymark.wire.message.InterfaceStateInfos;
import org.waymark.wire.message.InterfaceStateRequest;
import org.waymark.wire.message.Message;
import org.waymark.wire.message.RevocationNotice;
import org.waymark.wire.message.SegmentFields;
import org.waymark.wire.message.SegmentRecord;
import org.waymark.wire.message.SegmentRecords;
import org.waymark.wire.message.SegmentRegistration;
import org.waymark.wire.message.SegmentReply;
import org.waymark.wire.message.SegmentRequest;
import org.waymark.wire.message.SegmentSync;
import org.waymark.wire.message.Sibra;
import org.waymark.wire.message.Sig;
import org.waymark.wire.message.TrcReply;
import org.waymark.wire.message.TrcRequest;
import org.waymark.wire.message.Unset;

/** Reads control payloads into records. Used only by {@link UntrustedBytes}. */
final class ControlReader {
  private ControlReader() {}

  static ControlPayload payload(CtrlPld.Reader payload, UntrustedBytes bytes) {
    return new ControlPayload(
        message(payload, bytes), payload.getReqId(), bytes.data(payload.getTraceId()));
  }

  private static Message message(CtrlPld.Reader payload, UntrustedBytes bytes) {
    return switch (payload.which()) {
      case UNSET -> new Unset(Unset.Group.CONTROL);
      case PCB ->
          new Beacon(
              SegmentReader.fields(payload.getPcb().getPathSeg(), bytes),
              payload.getPcb().getIfID());
      case IFID ->
          new InterfaceIdMessage(payload.getIfid().getOrigIF(), payload.getIfid().getRelayIF());
      case CERT_MGMT -> certificates(payload.getCertMgmt(), bytes);
      case PATH_MGMT -> paths(payload.getPathMgmt(), bytes);
      case SIBRA -> new Sibra();
      case DRKEY_MGMT -> new DrKey(drKeyMember(payload.getDrkeyMgmt()));
      case SIG -> sig(payload.getSig());
      case EXTN -> extensions(payload.getExtn(), bytes);
      case _NOT_IN_SCHEMA -> throw unknownMember("control payload");
    };
  }

  private static Message paths(PathMgmt.Reader paths, UntrustedBytes bytes) {
    return switch (paths.which()) {
      case UNSET -> new Unset(Unset.Group.PATH_MGMT);
      case SEG_REQ -> request(paths.getSegReq());
      case SEG_REPLY ->
          new SegmentReply(
              request(paths.getSegReply().getReq()), records(paths.getSegReply().getRecs(), bytes));
      case SEG_REG -> new SegmentRegistration(records(paths.getSegReg(), bytes));
      case SEG_SYNC -> new SegmentSync(records(paths.getSegSync(), bytes));
      case REV_INFO -> new RevocationNotice(RevocationCodec.read(paths.getRevInfo(), bytes));
      case IF_STATE_REQ -> new InterfaceStateRequest(paths.getIfStateReq().getIfID());
      case IF_STATE_INFOS -> interfaceStates(paths.getIfStateInfos(), bytes);
      case _NOT_IN_SCHEMA -> throw unknownMember("path management");
    };
  }

  private static Message certificates(CertMgmt.Reader certificates, UntrustedBytes bytes) {
    return switch (certificates.which()) {
      case UNSET -> new Unset(Unset.Group.CERT_MGMT);
      case CERT_CHAIN_REQ -> {
        var request = certificates.getCertChainReq();
        yield new CertChainRequest(
            new IsdAs(request.getIsdas()), request.getVersion(), request.getCacheOnly());
      }
      case CERT_CHAIN -> new CertChainReply(bytes.data(certificates.getCertChain().getChain()));
      case TRC_REQ -> {
        var request = certificates.getTrcReq();
        yield new TrcRequest(
            Short.toUnsignedInt(request.getIsd()), request.getVersion(), request.getCacheOnly());
      }
      case TRC -> new TrcReply(bytes.data(certificates.getTrc().getTrc()));
      case CERT_CHAIN_ISS_REQ ->
          new CertIssueRequest(bytes.data(certificates.getCertChainIssReq().getCert()));
      case CERT_CHAIN_ISS_REP ->
          new CertIssueReply(bytes.data(certificates.getCertChainIssRep().getChain()));
      case _NOT_IN_SCHEMA -> throw unknownMember("certificate management");
    };
  }

  private static SegmentRequest request(SegReq.Reader request) {
    SegReq.Flags.Reader flags = request.getFlags();
    return new SegmentRequest(
        new IsdAs(request.getSrcIA()),
        new IsdAs(request.getDstIA()),
        flags.getSibra(),
        flags.getCacheOnly());
  }

  static SegmentRecords records(SegRecs.Reader reader, UntrustedBytes bytes) {
    DecoderLimits limits = bytes.limits();
    StructList.Reader<PathSegMeta.Reader> records = reader.getRecs();
    int recordCount =
        bytes.count(records.size(), limits.segmentsPerMessage(), RefusalReason.TOO_MANY_SEGMENTS);
    StructList.Reader<RevInfo.Reader> revocations = reader.getRevInfos();
    int revocationCount =
        bytes.count(
            revocations.size(), limits.revocationsPerMessage(), RefusalReason.TOO_MANY_REVOCATIONS);
    List<SegmentRecord> segments = new ArrayList<>(recordCount);
    for (int i = 0; i < recordCount; i++) {
      segments.add(record(records.get(i), bytes));
    }
    List<Decoded<Revocation>> judged = new ArrayList<>(revocationCount);
    for (int i = 0; i < revocationCount; i++) {
      RevInfo.Reader revocation = revocations.get(i);
      judged.add(bytes.judge(() -> RevocationCodec.read(revocation, bytes)));
    }
    return new SegmentRecords(segments, judged);
  }

  static SegmentRecord record(PathSegMeta.Reader meta, UntrustedBytes bytes) {
    Optional<SegmentType> type = SegmentType.ofNumber(meta.getType().ordinal());
    Decoded<SegmentFields> fields =
        bytes.judge(() -> SegmentReader.fields(meta.getPathSeg(), bytes));
    Decoded<PathSegment> segment =
        fields.then(read -> bytes.judge(() -> SegmentCodec.canonical(read, bytes)));
    return new SegmentRecord(type, fields.asOptional(), segment);
  }

  private static InterfaceStateInfos interfaceStates(
      IFStateInfos.Reader infos, UntrustedBytes bytes) {
    StructList.Reader<IFStateInfo.Reader> list = infos.getInfos();
    int size =
        bytes.count(
            list.size(),
            bytes.limits().revocationsPerMessage(),
            RefusalReason.TOO_MANY_REVOCATIONS);
    List<Decoded<InterfaceState>> states = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      IFStateInfo.Reader info = list.get(i);
      states.add(bytes.judge(() -> interfaceState(info, bytes)));
    }
    return new InterfaceStateInfos(states);
  }

  private static InterfaceState interfaceState(IFStateInfo.Reader info, UntrustedBytes bytes) {
    Optional<Revocation> revocation =
        info.hasRevInfo()
            ? Optional.of(RevocationCodec.read(info.getRevInfo(), bytes))
            : Optional.empty();
    return new InterfaceState(info.getIfID(), info.getActive(), revocation);
  }

  private static DrKey.Member drKeyMember(DRKeyMgmt.Reader drKey) {
    return switch (drKey.which()) {
      case UNSET -> DrKey.Member.UNSET;
      case DRKEY_REQ -> DrKey.Member.REQUEST;
      case DRKEY_REP -> DrKey.Member.REPLY;
      case _NOT_IN_SCHEMA -> throw unknownMember("key management");
    };
  }

  private static Sig sig(SIGCtrl.Reader sig) {
    Sig.Member member =
        switch (sig.which()) {
          case UNSET -> Sig.Member.UNSET;
          case POLL_REQ -> Sig.Member.POLL_REQUEST;
          case POLL_REP -> Sig.Member.POLL_REPLY;
          case _NOT_IN_SCHEMA -> throw unknownMember("gateway message");
        };
    return new Sig(sig.getId(), member);
  }

  static Extensions extensions(CtrlExtnDataList.Reader extensions, UntrustedBytes bytes) {
    StructList.Reader<CtrlExtnData.Reader> list = extensions.getItems();
    int size = bytes.count(list.size(), bytes.limits().items(), RefusalReason.TOO_MANY_ITEMS);
    List<Extensions.Extension> items = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      CtrlExtnData.Reader item = list.get(i);
      items.add(new Extensions.Extension(bytes.data(item.getType()), bytes.data(item.getData())));
    }
    return new Extensions(items);
  }

  private static RefusedException unknownMember(String where) {
    return new RefusedException(RefusalReason.UNKNOWN_MEMBER, where);
  }
}
