package org.waymark.wire.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.waymark.segment.ByteString;
import org.waymark.segment.CapnpAsEntry;
import org.waymark.segment.CapnpSign;
import org.waymark.segment.IsdAs;
import org.waymark.segment.Revocation;
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

/**
 * Converts records to the form of {@code fields} in the recorded cases, with the names in the
 * schema.
 */
final class WireFields {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final long EXACT = 1L << 53;
  private static final Revocation NO_REVOCATION =
      new Revocation(
          IsdAs.NONE, 0, 0, ByteString.EMPTY, List.of(), ByteString.EMPTY, ByteString.EMPTY, 0, 0);

  private WireFields() {}

  static JsonNode of(SignedControlPayload payload) {
    return object("blob", bytes(payload.blob())).set("sign", of(payload.sign()));
  }

  static JsonNode of(ControlPayload payload) {
    ObjectNode node = of(payload.message());
    node.set("reqId", number(payload.requestId()));
    return node.set("traceId", bytes(payload.traceId()));
  }

  private static ObjectNode of(Message message) {
    JsonNode body = body(message);
    return switch (message) {
      case Unset(Unset.Group group) when group == Unset.Group.CONTROL ->
          object("unset", JSON.nullNode());
      case Beacon beacon -> object("pcb", body);
      case InterfaceIdMessage ifid -> object("ifid", body);
      case Sibra sibra -> object("sibra", body);
      case Extensions extensions -> object("extn", body);
      case Sig sig -> object("sig", object(sig.messageType(), body).set("id", number(sig.id())));
      default -> object(message.messageClass(), object(message.messageType(), body));
    };
  }

  private static JsonNode body(Message message) {
    return switch (message) {
      case SegmentRequest request -> of(request);
      case SegmentReply(SegmentRequest request, SegmentRecords records) ->
          object("req", of(request)).set("recs", of(records));
      case SegmentRegistration(SegmentRecords records) -> of(records);
      case SegmentSync(SegmentRecords records) -> of(records);
      case RevocationNotice(Revocation revocation) -> of(revocation);
      case InterfaceStateRequest(long interfaceId) -> object("ifID", number(interfaceId));
      case InterfaceStateInfos infos ->
          object("infos", list(infos.states(), state -> of(state.orElseThrow())));
      case CertChainRequest request ->
          object("isdas", number(request.ia().value()))
              .<ObjectNode>set("version", number(request.version()))
              .put("cacheOnly", request.cacheOnly());
      case CertChainReply(ByteString chain) -> object("chain", bytes(chain));
      case TrcRequest request ->
          object("isd", number(request.isd()))
              .<ObjectNode>set("version", number(request.version()))
              .put("cacheOnly", request.cacheOnly());
      case TrcReply(ByteString trc) -> object("trc", bytes(trc));
      case CertIssueRequest(ByteString cert) -> object("cert", bytes(cert));
      case CertIssueReply(ByteString chain) -> object("chain", bytes(chain));
      case Beacon(SegmentFields segment, long interfaceId) ->
          object("pathSeg", of(segment)).set("ifID", number(interfaceId));
      case InterfaceIdMessage(long origin, long relay) ->
          object("origIF", number(origin)).set("relayIF", number(relay));
      case Extensions(List<Extensions.Extension> items) ->
          object(
              "items",
              list(
                  items,
                  item -> object("type", bytes(item.type())).set("data", bytes(item.data()))));
      case Sibra sibra -> JSON.objectNode();
      case DrKey drKey -> emptyBody(drKey.messageType());
      case Sig sig -> emptyBody(sig.messageType());
      case Unset unset -> JSON.nullNode();
    };
  }

  private static JsonNode emptyBody(String member) {
    return member.equals("unset") ? JSON.nullNode() : JSON.objectNode();
  }

  private static ObjectNode of(SegmentRequest request) {
    return object("srcIA", number(request.src().value()))
        .<ObjectNode>set("dstIA", number(request.dst().value()))
        .set(
            "flags",
            JSON.objectNode().put("sibra", request.sibra()).put("cacheOnly", request.cacheOnly()));
  }

  static ObjectNode of(SegmentRecords records) {
    return object("recs", list(records.records(), WireFields::of))
        .set("revInfos", list(records.revocations(), revocation -> of(revocation.orElseThrow())));
  }

  static ObjectNode of(SegmentRecord record) {
    return object("pathSeg", of(record.fields().orElseThrow()))
        .put(
            "type",
            record.type().map(type -> type.name()).orElse("unset").toLowerCase(Locale.ROOT));
  }

  static ObjectNode of(SegmentFields segment) {
    return object("sdata", bytes(segment.signedData()))
        .set("asEntries", list(segment.asEntries(), WireFields::of));
  }

  private static ObjectNode of(SignedBlob signed) {
    return object("blob", bytes(signed.blob())).set("sign", of(signed.sign()));
  }

  private static ObjectNode of(CapnpSign sign) {
    return JSON.objectNode()
        .put("type", sign.type().text())
        .<ObjectNode>set("src", bytes(sign.source()))
        .<ObjectNode>set("signature", bytes(sign.signature()))
        .set("timestamp", number(sign.timestamp()));
  }

  static ObjectNode of(AsEntryFields entry) {
    ObjectNode node = object("isdas", number(entry.ia().value()));
    node.set("trcVer", number(entry.trcVersion()));
    node.set("certVer", number(entry.certVersion()));
    node.set("ifIDSize", number(entry.ifIdSize()));
    node.set("hops", list(entry.hops(), WireFields::of));
    node.set("hashTreeRoot", bytes(entry.hashTreeRoot()));
    node.set("mtu", number(entry.mtu()));
    return node.set(
        "exts", object("routingPolicy", of(entry.routingPolicy())).set("sibra", of(entry.sibra())));
  }

  private static ObjectNode of(CapnpAsEntry.RoutingPolicy policy) {
    ObjectNode node = JSON.objectNode().put("set", policy.set());
    node.set("polType", number(policy.policyType()));
    node.set("ifID", number(policy.interfaceId()));
    return node.set("isdases", list(policy.isdAses(), ia -> number(ia.value())));
  }

  private static ObjectNode of(CapnpAsEntry.Sibra sibra) {
    return object("id", bytes(sibra.id()))
        .<ObjectNode>set("info", bytes(sibra.info()))
        .put("up", sibra.up())
        .set("sofs", list(sibra.sofs(), WireFields::bytes));
  }

  static ObjectNode of(HopEntryFields hop) {
    ObjectNode node = object("inIA", number(hop.inIa().value()));
    node.set("remoteInIF", number(hop.remoteInIf()));
    node.set("inMTU", number(hop.inMtu()));
    node.set("outIA", number(hop.outIa().value()));
    node.set("remoteOutIF", number(hop.remoteOutIf()));
    return node.set("hopF", bytes(hop.hopField()));
  }

  private static ObjectNode of(InterfaceState state) {
    return object("ifID", number(state.interfaceId()))
        .put("active", state.active())
        .set("revInfo", of(state.revocation().orElse(NO_REVOCATION)));
  }

  static ObjectNode of(Revocation revocation) {
    ObjectNode node = object("ifID", number(revocation.interfaceId()));
    node.set("epoch", number(revocation.epoch()));
    node.set("nonce", bytes(revocation.nonce()));
    node.set(
        "siblings",
        list(
            revocation.siblings(),
            sibling ->
                JSON.objectNode()
                    .put("isLeft", sibling.isLeft())
                    .set("hash", bytes(sibling.hash()))));
    node.set("prevRoot", bytes(revocation.prevRoot()));
    node.set("nextRoot", bytes(revocation.nextRoot()));
    node.set("isdas", number(revocation.ia().value()));
    node.set("hashType", number(revocation.hashType()));
    return node.set("treeTTL", number(revocation.treeTtlS()));
  }

  static JsonNode bytes(ByteString bytes) {
    return JSON.objectNode().put("hex", bytes.hex());
  }

  private static JsonNode number(long unsigned) {
    if (unsigned < 0 || unsigned > EXACT) {
      return JSON.objectNode().put("u64", Long.toUnsignedString(unsigned));
    }
    // Small numbers become ints, as in the parser's output.
    return (int) unsigned == unsigned ? JSON.numberNode((int) unsigned) : JSON.numberNode(unsigned);
  }

  private static <T> ArrayNode list(List<T> items, Function<T, JsonNode> rendering) {
    ArrayNode array = JSON.arrayNode();
    items.forEach(item -> array.add(rendering.apply(item)));
    return array;
  }

  private static ObjectNode object(String name, JsonNode value) {
    return JSON.objectNode().set(name, value);
  }
}
