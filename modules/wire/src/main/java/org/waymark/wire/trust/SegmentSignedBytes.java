package org.waymark.wire.trust;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.waymark.segment.ByteString;
import org.waymark.segment.CapnpAsEntry;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.CapnpSign;
import org.waymark.segment.Sha256;

/**
 * The bytes that the signatures of a path segment cover, entry by entry (PROTOCOL 2.1).
 *
 * <p>With {@code m(s) = ascii name of s.type || s.src}, entry i is signed over
 *
 * <pre>
 * m(sign_i) || sdata
 *   || blob_0 || m(sign_0) || signature_0 || ... || blob_(i-1) || m(sign_(i-1)) || signature_(i-1)
 *   || blob_i || m(sign_i)
 * </pre>
 *
 * <p>A verifier gets the bytes of any entry from {@link #of}. A signer processes the entries in
 * order: {@link #covered} returns the bytes for the next entry, and {@link #add} advances past that
 * entry. Not thread-safe.
 */
public final class SegmentSignedBytes {
  private static final String DIGEST_LABEL = "waymark-prefix-1";

  private final ByteArrayOutputStream prefix = new ByteArrayOutputStream(1024);

  /**
   * @param signedData {@code sdata} of the segment, verbatim
   */
  public SegmentSignedBytes(ByteString signedData) {
    prefix.writeBytes(signedData.unsafeBytes());
  }

  /** Builds the bytes that the signature of one entry covers. */
  public static ByteString of(CapnpSegment segment, int entry) {
    List<CapnpAsEntry> entries = segment.entries();
    SegmentSignedBytes signed = new SegmentSignedBytes(segment.signedData());
    for (CapnpAsEntry before : entries.subList(0, entry)) {
      signed.add(before.blob(), before.sign());
    }
    CapnpSign sign = entries.get(entry).sign();
    return signed.covered(entries.get(entry).blob(), sign.type(), sign.source());
  }

  /**
   * Computes one SHA-256 per entry. Two of these hashes are equal only if the signatures of the
   * entries, all bytes that these signatures cover, and the boundaries between the parts are equal.
   */
  public static List<ByteString> prefixDigests(CapnpSegment segment) {
    List<ByteString> digests = new ArrayList<>(segment.entries().size());
    ByteString digest = Sha256.labelled(DIGEST_LABEL).addSized(segment.signedData()).digest();
    for (CapnpAsEntry entry : segment.entries()) {
      CapnpSign sign = entry.sign();
      digest =
          Sha256.labelled(DIGEST_LABEL)
              .add(digest)
              .addSized(entry.blob())
              .addSized(ByteString.owning(name(sign.type())))
              .addSized(sign.source())
              .addSized(sign.signature())
              .digest();
      digests.add(digest);
    }
    return digests;
  }

  /**
   * Builds the bytes that the signature of the next entry covers.
   *
   * @param blob the packed ASEntry, verbatim
   * @param type the type of the signature to create or verify
   * @param source the source of that signature
   */
  public ByteString covered(ByteString blob, CapnpSign.Type type, ByteString source) {
    byte[] name = name(type);
    ByteArrayOutputStream bytes =
        new ByteArrayOutputStream(prefix.size() + blob.size() + 2 * (name.length + source.size()));
    bytes.writeBytes(name);
    bytes.writeBytes(source.unsafeBytes());
    bytes.writeBytes(prefix.toByteArray());
    bytes.writeBytes(blob.unsafeBytes());
    bytes.writeBytes(name);
    bytes.writeBytes(source.unsafeBytes());
    return ByteString.owning(bytes.toByteArray());
  }

  /**
   * Advances past an entry, whose signature is covered by the signatures of all following entries.
   */
  public void add(ByteString blob, CapnpSign sign) {
    prefix.writeBytes(blob.unsafeBytes());
    prefix.writeBytes(name(sign.type()));
    prefix.writeBytes(sign.source().unsafeBytes());
    prefix.writeBytes(sign.signature().unsafeBytes());
  }

  private static byte[] name(CapnpSign.Type type) {
    return type.text().getBytes(StandardCharsets.US_ASCII);
  }
}
