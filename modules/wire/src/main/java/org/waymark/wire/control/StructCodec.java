package org.waymark.wire.control;

import java.util.function.BiFunction;
import org.capnproto.FromPointerReader;
import org.waymark.segment.ByteString;
import org.waymark.segment.CapnpAsEntry;
import org.waymark.segment.Revocation;
import org.waymark.wire.Decoded;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.RefusalReason;
import org.waymark.wire.capnp.Form;
import org.waymark.wire.capnp.MessageBytes;
import org.waymark.wire.capnp.RefusedException;
import org.waymark.wire.capnp.UntrustedBytes;
import org.waymark.wire.generated.ControlExtensionSchema.CtrlExtnDataList;
import org.waymark.wire.generated.PathSchema.SegRecs;
import org.waymark.wire.generated.RevocationSchema.RevInfo;
import org.waymark.wire.generated.SegmentExtensionSchema.ISDAnnouncementExt;
import org.waymark.wire.generated.SegmentExtensionSchema.RoutingPolicyExt;
import org.waymark.wire.generated.SegmentSchema.ASEntry;
import org.waymark.wire.generated.SegmentSchema.HopEntry;
import org.waymark.wire.generated.SegmentSchema.PathSegMeta;
import org.waymark.wire.generated.SegmentSchema.PathSegment;
import org.waymark.wire.generated.SegmentSchema.PathSegmentSignedData;
import org.waymark.wire.generated.SibraSchema.SibraPCBExt;
import org.waymark.wire.message.AsEntryFields;
import org.waymark.wire.message.Extensions;
import org.waymark.wire.message.HopEntryFields;
import org.waymark.wire.message.SegmentFields;
import org.waymark.wire.message.SegmentRecord;
import org.waymark.wire.message.SegmentRecords;

/**
 * Encodes and decodes single structs as separate messages (PROTOCOL 2). The values are not
 * validated. This codec is meant for tools that inspect bytes; servers use the other codecs.
 */
public final class StructCodec {
  private static final int WORDS = 64;

  private final DecoderLimits limits;

  public StructCodec(DecoderLimits limits) {
    this.limits = limits;
  }

  /** Decodes the fields of a PathSegment. */
  public Decoded<SegmentFields> pathSegment(Form form, ByteString message) {
    return decode(form, message, PathSegment.factory, SegmentReader::fields);
  }

  /** Extracts the info field of a PathSegmentSignedData, without decoding it. */
  public Decoded<ByteString> signedData(Form form, ByteString message) {
    return decode(
        form, message, PathSegmentSignedData.factory, (data, bytes) -> bytes.data(data.getInfoF()));
  }

  /** Decodes the fields of an ASEntry. */
  public Decoded<AsEntryFields> asEntry(Form form, ByteString message) {
    return decode(form, message, ASEntry.factory, SegmentReader::asEntry);
  }

  /** Decodes the fields of a HopEntry. */
  public Decoded<HopEntryFields> hopEntry(Form form, ByteString message) {
    return decode(form, message, HopEntry.factory, SegmentReader::hop);
  }

  /** Decodes a RevInfo. */
  public Decoded<Revocation> revInfo(Form form, ByteString message) {
    return decode(form, message, RevInfo.factory, RevocationCodec::read);
  }

  /** Decodes a SegRecs. */
  public Decoded<SegmentRecords> segRecs(Form form, ByteString message) {
    return decode(form, message, SegRecs.factory, ControlReader::records);
  }

  /** Decodes a PathSegMeta. */
  public Decoded<SegmentRecord> pathSegMeta(Form form, ByteString message) {
    return decode(form, message, PathSegMeta.factory, ControlReader::record);
  }

  /**
   * Decodes an ISDAnnouncementExt.
   *
   * @return whether its flag is set
   */
  public Decoded<Boolean> isdAnnouncement(Form form, ByteString message) {
    return decode(
        form, message, ISDAnnouncementExt.factory, (extension, bytes) -> extension.getSet());
  }

  /** Decodes a RoutingPolicyExt. */
  public Decoded<CapnpAsEntry.RoutingPolicy> routingPolicy(Form form, ByteString message) {
    return decode(form, message, RoutingPolicyExt.factory, SegmentReader::routingPolicy);
  }

  /** Decodes a SibraPCBExt. */
  public Decoded<CapnpAsEntry.Sibra> sibra(Form form, ByteString message) {
    return decode(form, message, SibraPCBExt.factory, SegmentReader::sibra);
  }

  /** Decodes a CtrlExtnDataList. */
  public Decoded<Extensions> extensions(Form form, ByteString message) {
    return decode(form, message, CtrlExtnDataList.factory, ControlReader::extensions);
  }

  private <R, T> Decoded<T> decode(
      Form form,
      ByteString message,
      FromPointerReader<R> factory,
      BiFunction<R, UntrustedBytes, T> reader) {
    return UntrustedBytes.decode(
        limits,
        bytes -> {
          if (message.size() > limits.messageBytes()) {
            throw new RefusedException(
                RefusalReason.TOO_LONG, "the message is " + message.size() + " bytes long");
          }
          return reader.apply(bytes.message(form, message).getRoot(factory), bytes);
        });
  }

  /** Encodes a PathSegment message. */
  public static ByteString encodePathSegment(Form form, SegmentFields fields) {
    return MessageBytes.build(
        form,
        MessageSize.words(fields),
        message -> SegmentWriter.write(message.initRoot(PathSegment.factory), fields));
  }

  /**
   * Encodes a PathSegmentSignedData message.
   *
   * @param infoField the info field, which need not be valid
   */
  public static ByteString encodeSignedData(Form form, ByteString infoField) {
    return MessageBytes.build(
        form,
        WORDS,
        message ->
            MessageBytes.put(
                message.initRoot(PathSegmentSignedData.factory).initInfoF(infoField.size()),
                infoField));
  }

  /** Encodes an ASEntry message. */
  public static ByteString encodeAsEntry(Form form, AsEntryFields fields) {
    return MessageBytes.build(
        form, WORDS, message -> SegmentWriter.write(message.initRoot(ASEntry.factory), fields));
  }

  /** Encodes a HopEntry message. */
  public static ByteString encodeHopEntry(Form form, HopEntryFields fields) {
    return MessageBytes.build(
        form, WORDS, message -> SegmentWriter.write(message.initRoot(HopEntry.factory), fields));
  }

  /**
   * Encodes a SegRecs message.
   *
   * @throws IllegalStateException if it contains a record that was rejected on arrival
   */
  public static ByteString encodeSegRecs(Form form, SegmentRecords records) {
    return MessageBytes.build(
        form,
        WORDS + MessageSize.words(records),
        message -> ControlWriter.write(message.initRoot(SegRecs.factory), records));
  }

  /** Encodes a PathSegMeta message. */
  public static ByteString encodePathSegMeta(Form form, SegmentRecord record) {
    return MessageBytes.build(
        form,
        WORDS + MessageSize.words(record),
        message -> ControlWriter.write(message.initRoot(PathSegMeta.factory), record));
  }

  /** Encodes an ISDAnnouncementExt message. */
  public static ByteString encodeIsdAnnouncement(Form form, boolean set) {
    return MessageBytes.build(
        form, WORDS, message -> message.initRoot(ISDAnnouncementExt.factory).setSet(set));
  }

  /** Encodes a RoutingPolicyExt message. */
  public static ByteString encodeRoutingPolicy(Form form, CapnpAsEntry.RoutingPolicy policy) {
    return MessageBytes.build(
        form,
        WORDS,
        message -> SegmentWriter.write(message.initRoot(RoutingPolicyExt.factory), policy));
  }

  /** Encodes a SibraPCBExt message. */
  public static ByteString encodeSibra(Form form, CapnpAsEntry.Sibra sibra) {
    return MessageBytes.build(
        form, WORDS, message -> SegmentWriter.write(message.initRoot(SibraPCBExt.factory), sibra));
  }

  /** Encodes a CtrlExtnDataList message. */
  public static ByteString encodeExtensions(Form form, Extensions extensions) {
    return MessageBytes.build(
        form,
        WORDS,
        message -> ControlWriter.write(message.initRoot(CtrlExtnDataList.factory), extensions));
  }
}
