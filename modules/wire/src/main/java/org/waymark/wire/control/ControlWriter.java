package org.waymark.wire.control;

import java.util.List;
import org.capnproto.StructList;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.Revocation;
import org.waymark.segment.SegmentType;
import org.waymark.wire.Decoded;
import org.waymark.wire.capnp.MessageBytes;
import org.waymark.wire.generated.CertificateSchema.CertMgmt;
import org.waymark.wire.generated.ControlExtensionSchema.CtrlExtnData;
import org.waymark.wire.generated.ControlExtensionSchema.CtrlExtnDataList;
import org.waymark.wire.generated.ControlSchema.CtrlPld;
import org.waymark.wire.generated.DrKeySchema.DRKeyMgmt;
import org.waymark.wire.generated.GatewaySchema.SIGCtrl;
import org.waymark.wire.generated.InterfaceStateSchema.IFStateInfo;
import org.waymark.wire.generated.PathSchema.PathMgmt;
import org.waymark.wire.generated.PathSchema.SegRecs;
import org.waymark.wire.generated.PathSchema.SegReq;
import org.waymark.wire.generated.RevocationSchema.RevInfo;
import org.waymark.wire.generated.SegmentSchema.PCB;
import org.waymark.wire.generated.SegmentSchema.PathSegMeta;
import org.waymark.wire.generated.SegmentSchema.PathSegType;
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

/** Writes control payloads into Cap'n Proto messages under construction. */
final class ControlWriter {
  private ControlWriter() {}

  static void write(CtrlPld.Builder target, ControlPayload payload) {
    switch (payload.message()) {
      case Unset(Unset.Group group) -> writeUnset(target, group);
      case SegmentRequest request -> write(target.initPathMgmt().initSegReq(), request);
      case SegmentReply(SegmentRequest request, SegmentRecords records) -> {
        PathMgmt.Builder paths = target.initPathMgmt();
        write(paths.initSegReply().initReq(), request);
        write(paths.getSegReply().initRecs(), records);
      }
      case SegmentRegistration(SegmentRecords records) ->
          write(target.initPathMgmt().initSegReg(), records);
      case SegmentSync(SegmentRecords records) ->
          write(target.initPathMgmt().initSegSync(), records);
      case RevocationNotice(Revocation revocation) ->
          RevocationCodec.write(target.initPathMgmt().initRevInfo(), revocation);
      case InterfaceStateRequest(long interfaceId) ->
          target.initPathMgmt().initIfStateReq().setIfID(interfaceId);
      case InterfaceStateInfos infos -> write(target.initPathMgmt(), infos);
      case CertChainRequest request -> write(target.initCertMgmt(), request);
      case CertChainReply(var chain) ->
          MessageBytes.put(target.initCertMgmt().initCertChain().initChain(chain.size()), chain);
      case TrcRequest request -> write(target.initCertMgmt(), request);
      case TrcReply(var trc) ->
          MessageBytes.put(target.initCertMgmt().initTrc().initTrc(trc.size()), trc);
      case CertIssueRequest(var cert) ->
          MessageBytes.put(target.initCertMgmt().initCertChainIssReq().initCert(cert.size()), cert);
      case CertIssueReply(var chain) ->
          MessageBytes.put(
              target.initCertMgmt().initCertChainIssRep().initChain(chain.size()), chain);
      case Beacon(SegmentFields segment, long interfaceId) -> {
        PCB.Builder beacon = target.initPcb();
        SegmentWriter.write(beacon.initPathSeg(), segment);
        beacon.setIfID(interfaceId);
      }
      case InterfaceIdMessage(long origin, long relay) -> {
        target.initIfid().setOrigIF(origin);
        target.getIfid().setRelayIF(relay);
      }
      case Sibra() -> target.initSibra();
      case DrKey(DrKey.Member member) -> write(target.initDrkeyMgmt(), member);
      case Sig sig -> write(target.initSig(), sig);
      case Extensions extensions -> write(target.initExtn(), extensions);
    }
    target.setReqId(payload.requestId());
    MessageBytes.put(target.initTraceId(payload.traceId().size()), payload.traceId());
  }

  private static void writeUnset(CtrlPld.Builder target, Unset.Group group) {
    switch (group) {
      case CONTROL -> target.setUnset(org.capnproto.Void.VOID);
      case PATH_MGMT -> target.initPathMgmt();
      case CERT_MGMT -> target.initCertMgmt();
    }
  }

  private static void write(SegReq.Builder target, SegmentRequest request) {
    target.setSrcIA(request.src().value());
    target.setDstIA(request.dst().value());
    target.getFlags().setSibra(request.sibra());
    target.getFlags().setCacheOnly(request.cacheOnly());
  }

  static void write(SegRecs.Builder target, SegmentRecords records) {
    List<SegmentRecord> segments = records.records();
    StructList.Builder<PathSegMeta.Builder> list = target.initRecs(segments.size());
    for (int i = 0; i < segments.size(); i++) {
      write(list.get(i), segments.get(i));
    }
    List<Decoded<Revocation>> revocations = records.revocations();
    StructList.Builder<RevInfo.Builder> revInfos = target.initRevInfos(revocations.size());
    for (int i = 0; i < revocations.size(); i++) {
      RevocationCodec.write(revInfos.get(i), revocations.get(i).orElseThrow());
    }
  }

  static void write(PathSegMeta.Builder target, SegmentRecord record) {
    SegmentWriter.write(target.initPathSeg(), fields(record));
    target.setType(type(record));
  }

  private static SegmentFields fields(SegmentRecord record) {
    return record
        .fields()
        .orElseGet(
            () ->
                switch (record.segment().orElseThrow()) {
                  case CapnpSegment segment -> SegmentWriter.fieldsOf(segment);
                });
  }

  static PathSegType type(SegmentRecord record) {
    return record.type().map(ControlWriter::type).orElse(PathSegType.UNSET);
  }

  private static PathSegType type(SegmentType type) {
    return switch (type) {
      case UP -> PathSegType.UP;
      case DOWN -> PathSegType.DOWN;
      case CORE -> PathSegType.CORE;
    };
  }

  private static void write(PathMgmt.Builder target, InterfaceStateInfos infos) {
    StructList.Builder<IFStateInfo.Builder> list =
        target.initIfStateInfos().initInfos(infos.states().size());
    for (int i = 0; i < infos.states().size(); i++) {
      IFStateInfo.Builder info = list.get(i);
      InterfaceState state = infos.states().get(i).orElseThrow();
      info.setIfID(state.interfaceId());
      info.setActive(state.active());
      state
          .revocation()
          .ifPresent(revocation -> RevocationCodec.write(info.initRevInfo(), revocation));
    }
  }

  private static void write(CertMgmt.Builder target, CertChainRequest request) {
    var chainRequest = target.initCertChainReq();
    chainRequest.setIsdas(request.ia().value());
    chainRequest.setVersion(request.version());
    chainRequest.setCacheOnly(request.cacheOnly());
  }

  private static void write(CertMgmt.Builder target, TrcRequest request) {
    var trcRequest = target.initTrcReq();
    trcRequest.setIsd((short) request.isd());
    trcRequest.setVersion(request.version());
    trcRequest.setCacheOnly(request.cacheOnly());
  }

  private static void write(DRKeyMgmt.Builder target, DrKey.Member member) {
    switch (member) {
      case UNSET -> target.setUnset(org.capnproto.Void.VOID);
      case REQUEST -> target.initDrkeyReq();
      case REPLY -> target.initDrkeyRep();
    }
  }

  private static void write(SIGCtrl.Builder target, Sig sig) {
    target.setId(sig.id());
    switch (sig.member()) {
      case UNSET -> target.setUnset(org.capnproto.Void.VOID);
      case POLL_REQUEST -> target.initPollReq();
      case POLL_REPLY -> target.initPollRep();
    }
  }

  static void write(CtrlExtnDataList.Builder target, Extensions extensions) {
    List<Extensions.Extension> items = extensions.items();
    StructList.Builder<CtrlExtnData.Builder> list = target.initItems(items.size());
    for (int i = 0; i < items.size(); i++) {
      Extensions.Extension item = items.get(i);
      MessageBytes.put(list.get(i).initType(item.type().size()), item.type());
      MessageBytes.put(list.get(i).initData(item.data().size()), item.data());
    }
  }
}
