package org.waymark.conform.message;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.waymark.conform.vector.FieldComparison;
import org.waymark.conform.vector.Findings;
import org.waymark.conform.vector.RecordedForm;
import org.waymark.conform.vector.UnreadableException;
import org.waymark.conform.vector.VectorCase;
import org.waymark.segment.ByteString;
import org.waymark.wire.Decoded;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.capnp.Form;
import org.waymark.wire.control.ControlCodec;
import org.waymark.wire.control.RevocationCodec;
import org.waymark.wire.control.StructCodec;

/**
 * The decoder, encoder and recorded form of one struct of the schema.
 *
 * @param <T> this implementation's type for the struct
 */
record StructKind<T>(
    BiFunction<Form, ByteString, Decoded<T>> decode,
    BiFunction<Form, T, ByteString> encode,
    Function<T, JsonNode> fields) {

  /** {@return the supported structs by their names in the schema} */
  static Map<String, StructKind<?>> all(DecoderLimits limits) {
    ControlCodec control = new ControlCodec(limits);
    StructCodec structs = new StructCodec(limits);
    return Map.ofEntries(
        Map.entry(
            "CtrlPld", new StructKind<>(control::decode, ControlCodec::encode, MessageForm::of)),
        Map.entry(
            "SignedCtrlPld",
            new StructKind<>(control::decodeSigned, ControlCodec::encode, MessageForm::of)),
        Map.entry(
            "PathSegment",
            new StructKind<>(
                structs::pathSegment, StructCodec::encodePathSegment, MessageForm::of)),
        Map.entry(
            "PathSegmentSignedData",
            new StructKind<>(
                structs::signedData,
                StructCodec::encodeSignedData,
                info -> RecordedForm.object().set("infoF", RecordedForm.data(info)))),
        Map.entry(
            "ASEntry",
            new StructKind<>(structs::asEntry, StructCodec::encodeAsEntry, MessageForm::of)),
        Map.entry(
            "HopEntry",
            new StructKind<>(structs::hopEntry, StructCodec::encodeHopEntry, MessageForm::of)),
        Map.entry(
            "RevInfo",
            new StructKind<>(
                structs::revInfo,
                (form, revocation) ->
                    form == Form.PACKED
                        ? RevocationCodec.encodePacked(revocation)
                        : RevocationCodec.encode(revocation),
                MessageForm::of)),
        Map.entry(
            "SegRecs",
            new StructKind<>(structs::segRecs, StructCodec::encodeSegRecs, MessageForm::of)),
        Map.entry(
            "PathSegMeta",
            new StructKind<>(
                structs::pathSegMeta, StructCodec::encodePathSegMeta, MessageForm::of)),
        Map.entry(
            "RoutingPolicyExt",
            new StructKind<>(
                structs::routingPolicy, StructCodec::encodeRoutingPolicy, MessageForm::of)),
        Map.entry(
            "SibraPCBExt",
            new StructKind<>(structs::sibra, StructCodec::encodeSibra, MessageForm::of)),
        Map.entry(
            "CtrlExtnDataList",
            new StructKind<>(structs::extensions, StructCodec::encodeExtensions, MessageForm::of)),
        Map.entry(
            "ISDAnnouncementExt",
            new StructKind<>(
                structs::isdAnnouncement,
                StructCodec::encodeIsdAnnouncement,
                set -> RecordedForm.object().put("set", set))));
  }

  /**
   * Compares both forms of a recorded message, packed and unpacked, with the results of this
   * implementation's decoder and encoder.
   */
  void compare(VectorCase vector, Findings findings) {
    boolean any = false;
    for (Form form : Form.values()) {
      String member = form == Form.PACKED ? "packed" : "unpacked";
      if (vector.has(member)) {
        any = true;
        compare(form, member, vector, findings);
      }
    }
    if (!any) {
      throw new UnreadableException("it has neither 'packed' nor 'unpacked'");
    }
  }

  private void compare(Form form, String member, VectorCase vector, Findings findings) {
    switch (decode.apply(form, vector.bytes(member))) {
      case Decoded.Accepted<T>(T value) -> {
        FieldComparison comparison = new FieldComparison(findings);
        comparison.compare(member, vector.node("fields"), fields.apply(value));
        switch (decode.apply(form, encode.apply(form, value))) {
          case Decoded.Accepted<T>(T again) ->
              comparison.compare(
                  member + " of our encoding", vector.node("fields"), fields.apply(again));
          case Decoded.Refused<T>(var refusal) ->
              findings.differs(member + " of our encoding was rejected: " + refusal);
        }
      }
      case Decoded.Refused<T>(var refusal) ->
          findings.differs(member + " was rejected: " + refusal);
    }
  }
}
