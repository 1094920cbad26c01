package org.waymark.wire.control;

import java.util.ArrayList;
import java.util.List;
import org.capnproto.StructList;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.segment.Revocation;
import org.waymark.segment.SegmentFormat;
import org.waymark.wire.Decoded;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.RefusalReason;
import org.waymark.wire.capnp.Form;
import org.waymark.wire.capnp.MessageBytes;
import org.waymark.wire.capnp.RefusedException;
import org.waymark.wire.capnp.UntrustedBytes;
import org.waymark.wire.generated.RevocationSchema.RevInfo;
import org.waymark.wire.generated.RevocationSchema.SiblingHash;

/**
 * Encodes and decodes revocations (PROTOCOL 2, RevInfo). The codec accepts all values; {@code
 * Revocation.fault()} reports invalid values.
 */
public final class RevocationCodec {
  private static final int FIXED_WORDS = 16;
  private static final int SIBLING_WORDS = 2;

  private final DecoderLimits limits;

  public RevocationCodec(DecoderLimits limits) {
    this.limits = limits;
  }

  /** Decodes a revocation from bytes that {@link #encode} produced. */
  public Decoded<Revocation> decode(SegmentFormat format, ByteString bytes) {
    return switch (format) {
      case CAPNP -> decode(Form.UNPACKED, bytes);
    };
  }

  /** Decodes a packed RevInfo. The RevInfo may be followed by zeros, as in SCMP. */
  public Decoded<Revocation> decodePacked(ByteString bytes) {
    return decode(Form.PACKED, bytes);
  }

  private Decoded<Revocation> decode(Form form, ByteString bytes) {
    return UntrustedBytes.decode(
        limits,
        untrusted -> {
          if (bytes.size() > limits.messageBytes()) {
            throw new RefusedException(
                RefusalReason.TOO_LONG, "the revocation is " + bytes.size() + " bytes long");
          }
          return read(untrusted.message(form, bytes).getRoot(RevInfo.factory), untrusted);
        });
  }

  /** Encodes a revocation as an unpacked RevInfo. Equal revocations result in equal bytes. */
  public static ByteString encode(Revocation revocation) {
    return build(Form.UNPACKED, revocation);
  }

  /** Encodes a revocation as a packed RevInfo. */
  public static ByteString encodePacked(Revocation revocation) {
    return build(Form.PACKED, revocation);
  }

  private static ByteString build(Form form, Revocation revocation) {
    return MessageBytes.build(
        form, words(revocation), message -> write(message.initRoot(RevInfo.factory), revocation));
  }

  static int words(Revocation revocation) {
    int words = FIXED_WORDS;
    words += MessageBytes.words(revocation.nonce());
    words += MessageBytes.words(revocation.prevRoot());
    words += MessageBytes.words(revocation.nextRoot());
    for (Revocation.Sibling sibling : revocation.siblings()) {
      words += SIBLING_WORDS + MessageBytes.words(sibling.hash());
    }
    return words;
  }

  static Revocation read(RevInfo.Reader reader, UntrustedBytes bytes) {
    StructList.Reader<SiblingHash.Reader> list = reader.getSiblings();
    int size = bytes.count(list.size(), bytes.limits().siblings(), RefusalReason.TOO_MANY_SIBLINGS);
    List<Revocation.Sibling> siblings = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      SiblingHash.Reader sibling = list.get(i);
      siblings.add(new Revocation.Sibling(sibling.getIsLeft(), bytes.data(sibling.getHash())));
    }
    return new Revocation(
        new IsdAs(reader.getIsdas()),
        reader.getIfID(),
        reader.getEpoch(),
        bytes.data(reader.getNonce()),
        siblings,
        bytes.data(reader.getPrevRoot()),
        bytes.data(reader.getNextRoot()),
        Short.toUnsignedInt(reader.getHashType()),
        Integer.toUnsignedLong(reader.getTreeTTL()));
  }

  static void write(RevInfo.Builder target, Revocation revocation) {
    target.setIfID(revocation.interfaceId());
    target.setEpoch(revocation.epoch());
    MessageBytes.put(target.initNonce(revocation.nonce().size()), revocation.nonce());
    List<Revocation.Sibling> siblings = revocation.siblings();
    StructList.Builder<SiblingHash.Builder> list = target.initSiblings(siblings.size());
    for (int i = 0; i < siblings.size(); i++) {
      ByteString hash = siblings.get(i).hash();
      list.get(i).setIsLeft(siblings.get(i).isLeft());
      MessageBytes.put(list.get(i).initHash(hash.size()), hash);
    }
    MessageBytes.put(target.initPrevRoot(revocation.prevRoot().size()), revocation.prevRoot());
    MessageBytes.put(target.initNextRoot(revocation.nextRoot().size()), revocation.nextRoot());
    target.setIsdas(revocation.ia().value());
    target.setHashType((short) revocation.hashType());
    target.setTreeTTL((int) revocation.treeTtlS());
  }
}
