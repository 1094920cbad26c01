package org.waymark.wire.trust;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.waymark.segment.ByteString;
import org.waymark.segment.CapnpAsEntry;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.CapnpSign;
import org.waymark.segment.Sha256;

/**
 * The bytes that the signatures of a Cap'n Proto segment cover, entry by entry (spec 2.1).
 *
 * <p>With {@code m(s) = ascii name of s.type || s.src}, entry i is signed over
 *
 * <pre>
 * m(sign_i) || sdata
 *   || blob_0 || m(sign_0) || signature_0 || ... || blob_(i-1) || m(sign_(i-1)) || signature_(i-1)
 *   || blob_i || m(sign_i)
 * </pre>
 *
 * <p>Makers and verifiers go through the entries in order: {@link #covered} gives the bytes of the
 * next entry, {@link #add} goes on behind it. Not thread-safe.
 */
public final class SegmentSignedBytes {
  private final ByteArrayOutputStream prefix = new ByteArrayOutputStream(1024);
  private ByteString digest;

  /**
   * @param signedData {@code sdata} of the segment, verbatim
   */
  public SegmentSignedBytes(ByteString signedData) {
    prefix.writeBytes(signedData.unsafeBytes());
    digest = Sha256.labelled("waymark-prefix-1").addSized(signedData).digest();
  }

  /** {@return the bytes that the signature of one entry of the segment covers} */
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
   * {@return the bytes that the signature of the next entry covers}
   *
   * @param blob the packed ASEntry, verbatim
   * @param type of the signature to be made or verified
   * @param source of the signature to be made or verified
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
   * Goes on behind an entry.
   *
   * @return a SHA-256 that is equal for two entries only when their signatures, all they cover, and
   *     the signatures before them are equal; it costs the size of this entry only
   */
  public ByteString add(ByteString blob, CapnpSign sign) {
    byte[] name = name(sign.type());
    prefix.writeBytes(blob.unsafeBytes());
    prefix.writeBytes(name);
    prefix.writeBytes(sign.source().unsafeBytes());
    prefix.writeBytes(sign.signature().unsafeBytes());
    digest =
        Sha256.labelled("waymark-prefix-1")
            .add(digest)
            .addSized(blob)
            .addSized(ByteString.owning(name))
            .addSized(sign.source())
            .addSized(sign.signature())
            .digest();
    return digest;
  }

  private static byte[] name(CapnpSign.Type type) {
    return type.text().getBytes(StandardCharsets.US_ASCII);
  }
}
