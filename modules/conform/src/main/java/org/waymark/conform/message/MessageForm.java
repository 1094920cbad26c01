package org.waymark.conform.message;

import static org.waymark.conform.vector.RecordedForm.data;
import static org.waymark.conform.vector.RecordedForm.list;
import static org.waymark.conform.vector.RecordedForm.number;
import static org.waymark.conform.vector.RecordedForm.object;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import org.waymark.conform.vector.RecordedForm;
import org.waymark.segment.CapnpAsEntry;
import org.waymark.segment.CapnpSign;
import org.waymark.segment.Revocation;
import org.waymark.segment.SegmentType;
import org.waymark.wire.Decoded;
import org.waymark.wire.message.AsEntryFields;
import org.waymark.wire.message.Beacon;
import org.waymark.wire.message.CertChainReply;
import org.waymark.wire.message.CertChainRequest;
import org.waymark.wire.message.CertIssueReply;
import org.waymark.wire.message.CertIssueRequest;
import org.waymark.wire.message.ControlPayload;
import org.waymark.wire.message.DrKey;
import org.waymark.wire.message.Extensions;
import org.waymark.wire.message.HopEntryFields;
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
import org.waymark.wire.message.SignedBlob;
import org.waymark.wire.message.SignedControlPayload;
import org.waymark.wire.message.TrcReply;
import org.waymark.wire.message.TrcRequest;
import org.waymark.wire.message.Unset;

/** Converts messages to {@link RecordedForm}, with the field names of the schema (PROTOCOL 2). */
public final class MessageForm {
  /** The members of a payload that are themselves unions. */
  private static final Set<String> NESTED = Set.of("pathMgmt", "certMgmt", "drkeyMgmt", "sig");

  private MessageForm() {}

  static ObjectNode of(SignedControlPayload signed) {
    ObjectNode fields = object();
    fields.set("blob", data(signed.blob()));
    fields.set("sign", of(signed.sign()));
    return fields;
  }

  static ObjectNode of(ControlPayload payload) {
    ObjectNode fields = object();
    Message message = payload.message();
    JsonNode body = body(message);
    boolean nested = NESTED.contains(message.messageClass());
    fields.set(message.messageClass(), nested ? object().set(message.messageType(), body) : body);
    if (message instanceof Sig(long id, Sig.Member member)) {
      ((ObjectNode) fields.get(message.messageClass())).set("id", number(id));
    }
    fields.set("reqId", number(payload.requestId()));
    fields.set("traceId", data(payload.traceId()));
    return fields;
  }

  private static JsonNode body(Message message) {
    return switch (message) {
      case Unset unset -> NullNode.instance;
      case DrKey(DrKey.Member member) ->
          member == DrKey.Member.UNSET ? NullNode.instance : RecordedForm.SKIPPED;
      case Sig(long id, Sig.Member member) ->
          member == Sig.Member.UNSET ? NullNode.instance : RecordedForm.SKIPPED;
      case Sibra sibra -> object();
      case SegmentRequest request -> of(request);
      case SegmentReply(SegmentRequest request, SegmentRecords records) -> {
        ObjectNode fields = object();
        fields.set("req", of(request));
        fields.set("recs", of(records));
        yield fields;
      }
      case SegmentRegistration(SegmentRecords records) -> of(records);
      case SegmentSync(SegmentRecords records) -> of(records);
      case RevocationNotice(Revocation revocation) -> of(revocation);
      case InterfaceStateRequest(long interfaceId) -> object().set("ifID", number(interfaceId));
      case InterfaceStateInfos infos ->
          object().set("infos", list(infos.states(), state -> judged(state.map(MessageForm::of))));
      case CertChainRequest request -> {
        ObjectNode fields = object().put("cacheOnly", request.cacheOnly());
        fields.set("isdas", number(request.ia().value()));
        fields.set("version", number(request.version()));
        yield fields;
      }
      case CertChainReply reply -> object().set("chain", data(reply.chain()));
      case CertIssueRequest request -> object().set("cert", data(request.cert()));
      case CertIssueReply reply -> object().set("chain", data(reply.chain()));
      case TrcRequest request -> {
        ObjectNode fields =
            object().put("isd", request.isd()).put("cacheOnly", request.cacheOnly());
        fields.set("version", number(request.version()));
        yield fields;
      }
      case TrcReply reply -> object().set("trc", data(reply.trc()));
      case Beacon(SegmentFields segment, long interfaceId) -> {
        ObjectNode fields = object();
        fields.set("pathSeg", of(segment));
        fields.set("ifID", number(interfaceId));
        yield fields;
      }
      case InterfaceIdMessage ids -> {
        ObjectNode fields = object();
        fields.set("origIF", number(ids.originInterfaceId()));
        fields.set("relayIF", number(ids.relayInterfaceId()));
        yield fields;
      }
      case Extensions extensions -> of(extensions);
    };
  }

  static ObjectNode of(Extensions extensions) {
    return object().set("items", list(extensions.items(), MessageForm::of));
  }

  private static ObjectNode of(Extensions.Extension extension) {
    ObjectNode fields = object();
    fields.set("type", data(extension.type()));
    fields.set("data", data(extension.data()));
    return fields;
  }

  private static ObjectNode of(SegmentRequest request) {
    ObjectNode fields = object();
    fields.set("srcIA", number(request.src().value()));
    fields.set("dstIA", number(request.dst().value()));
    fields.putObject("flags").put("sibra", request.sibra()).put("cacheOnly", request.cacheOnly());
    return fields;
  }

  static ObjectNode of(SegmentRecords records) {
    ObjectNode fields = object();
    fields.set("recs", list(records.records(), MessageForm::of));
    fields.set(
        "revInfos", list(records.revocations(), judged -> judged(judged.map(MessageForm::of))));
    return fields;
  }

  static ObjectNode of(SegmentRecord record) {
    ObjectNode fields = object();
    fields.set(
        "pathSeg",
        record
            .fields()
            .<JsonNode>map(MessageForm::of)
            .orElseGet(
                () -> judged(record.segment().map(segment -> object().put("fields", "none")))));
    fields.put("type", record.type().map(MessageForm::name).orElse("unset"));
    return fields;
  }

  private static String name(SegmentType type) {
    return switch (type) {
      case UP -> "up";
      case DOWN -> "down";
      case CORE -> "core";
    };
  }

  static ObjectNode of(SegmentFields segment) {
    ObjectNode fields = object();
    fields.set("sdata", data(segment.signedData()));
    fields.set("asEntries", list(segment.asEntries(), MessageForm::of));
    return fields;
  }

  private static ObjectNode of(SignedBlob entry) {
    ObjectNode fields = object();
    fields.set("blob", data(entry.blob()));
    fields.set("sign", of(entry.sign()));
    return fields;
  }

  static ObjectNode of(CapnpSign sign) {
    ObjectNode fields = object().put("type", sign.type().text());
    fields.set("src", data(sign.source()));
    fields.set("signature", data(sign.signature()));
    fields.set("timestamp", number(sign.timestamp()));
    return fields;
  }

  static ObjectNode of(AsEntryFields entry) {
    ObjectNode fields = object();
    fields.set("isdas", number(entry.ia().value()));
    fields.set("trcVer", number(entry.trcVersion()));
    fields.set("certVer", number(entry.certVersion()));
    fields.put("ifIDSize", entry.ifIdSize());
    fields.set("hops", list(entry.hops(), MessageForm::of));
    fields.set("hashTreeRoot", data(entry.hashTreeRoot()));
    fields.put("mtu", entry.mtu());
    ObjectNode extensions = fields.putObject("exts");
    extensions.set("routingPolicy", of(entry.routingPolicy()));
    extensions.set("sibra", of(entry.sibra()));
    return fields;
  }

  static ObjectNode of(CapnpAsEntry.RoutingPolicy policy) {
    ObjectNode fields = object().put("set", policy.set()).put("polType", policy.policyType());
    fields.set("ifID", number(policy.interfaceId()));
    fields.set("isdases", list(policy.isdAses(), ia -> number(ia.value())));
    return fields;
  }

  static ObjectNode of(CapnpAsEntry.Sibra sibra) {
    ObjectNode fields = object().put("up", sibra.up());
    fields.set("id", data(sibra.id()));
    fields.set("info", data(sibra.info()));
    fields.set("sofs", list(sibra.sofs(), RecordedForm::data));
    return fields;
  }

  static ObjectNode of(HopEntryFields entry) {
    ObjectNode fields = object().put("inMTU", entry.inMtu());
    fields.set("inIA", number(entry.inIa().value()));
    fields.set("remoteInIF", number(entry.remoteInIf()));
    fields.set("outIA", number(entry.outIa().value()));
    fields.set("remoteOutIF", number(entry.remoteOutIf()));
    fields.set("hopF", data(entry.hopField()));
    return fields;
  }

  public static ObjectNode of(Revocation revocation) {
    ObjectNode fields =
        object().put("hashType", revocation.hashType()).put("treeTTL", revocation.treeTtlS());
    fields.set("ifID", number(revocation.interfaceId()));
    fields.set("epoch", number(revocation.epoch()));
    fields.set("nonce", data(revocation.nonce()));
    fields.set(
        "siblings",
        list(
            revocation.siblings(),
            sibling -> object().put("isLeft", sibling.isLeft()).set("hash", data(sibling.hash()))));
    fields.set("prevRoot", data(revocation.prevRoot()));
    fields.set("nextRoot", data(revocation.nextRoot()));
    fields.set("isdas", number(revocation.ia().value()));
    return fields;
  }

  private static ObjectNode of(InterfaceState state) {
    ObjectNode fields = object().put("active", state.active());
    fields.set("ifID", number(state.interfaceId()));
    state.revocation().ifPresent(revocation -> fields.set("revInfo", of(revocation)));
    return fields;
  }

  /**
   * Converts a decoded part to its recorded form.
   *
   * @return its fields, or an object with the reason why the part was rejected
   */
  private static JsonNode judged(Decoded<ObjectNode> part) {
    return switch (part) {
      case Decoded.Accepted<ObjectNode>(ObjectNode fields) -> fields;
      case Decoded.Refused<ObjectNode>(var refusal) -> object().put("refused", refusal.toString());
    };
  }
}
