package org.waymark.trust;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.waymark.wire.trust.Certificate;
import org.waymark.wire.trust.CertificateChain;
import org.waymark.wire.trust.Trc;

/**
 * The time from which a TRC or a certificate may no longer be used.
 *
 * @param subject the ISD of a TRC, or the AS of a certificate
 * @param endMs that time in Unix milliseconds
 */
public record TrustEnd(Kind kind, String subject, long version, long endMs) {
  private static final long MS_PER_S = 1_000;

  /** The kind of material that expires. */
  public enum Kind {
    TRC("trc", "TRC of ISD"),
    CHAIN("chain", "certificate chain of"),
    /** The certificate of the core AS that issued a chain. */
    CORE_CERTIFICATE("core-certificate", "issuing certificate of core AS");

    private final String label;
    private final String title;

    Kind(String label, String title) {
      this.label = label;
      this.title = title;
    }

    /** {@return the name used in metrics} */
    public String label() {
      return label;
    }
  }

  /** {@return the expiration of a TRC, which is valid until the end of its last second} */
  public static TrustEnd of(Trc trc) {
    return new TrustEnd(
        Kind.TRC,
        Integer.toString(trc.isd()),
        trc.version(),
        (trc.expirationTimeS() + 1) * MS_PER_S);
  }

  /** {@return the expiration of a chain, and of the certificate that issued it} */
  public static List<TrustEnd> of(CertificateChain chain) {
    return List.of(of(Kind.CHAIN, chain.leaf()), of(Kind.CORE_CERTIFICATE, chain.core()));
  }

  /**
   * {@return the expiration of a certificate, which expires as soon as its ExpirationTime is
   * reached}
   */
  private static TrustEnd of(Kind kind, Certificate certificate) {
    return new TrustEnd(
        kind,
        certificate.subject().toString(),
        certificate.version(),
        certificate.expirationTimeS() * MS_PER_S);
  }

  /**
   * {@return the beginning of a sentence that names the trust material and the time at which it
   * expires}
   */
  public String text(long nowMs) {
    String what = "The " + kind.title + " " + subject + " version " + version;
    Instant end = Instant.ofEpochMilli(endMs);
    return endMs <= nowMs
        ? what + " expired at " + end
        : what + " expires at " + end + ", in " + rounded(Duration.ofMillis(endMs - nowMs));
  }

  private static String rounded(Duration left) {
    if (left.toHours() >= 48) {
      return left.toDays() + " days";
    }
    return left.toMinutes() >= 120
        ? left.toHours() + " hours"
        : Math.max(1, left.toMinutes()) + " min";
  }
}
