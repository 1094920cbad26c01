package org.waymark.edge;

import java.util.Optional;
import org.waymark.log.Topic;
import org.waymark.trust.TrustMaterial;
import org.waymark.wire.trust.Trc;

/**
 * Compares a replica's certificate folder with what the log accepted: two truths about one TRC must
 * not serve together.
 */
final class TrustAnchors {
  private TrustAnchors() {}

  /**
   * Checks the TRCs of the folder.
   *
   * @throws StartupException when the log holds none of the own ISD, or another TRC of the same
   *     version
   */
  static void check(CertificateFolder folder, ReplicaConfig config, TrustMaterial accepted)
      throws StartupException {
    for (Trc trc : folder.trcs()) {
      Optional<Trc> held = accepted.trc(trc.isd(), trc.version());
      if (held.isPresent() && !held.get().signedBytes().equals(trc.signedBytes())) {
        throw new StartupException(
            "the TRC of ISD "
                + trc.isd()
                + " version "
                + trc.version()
                + " in "
                + config.certificates()
                + " is another one than the log "
                + config.kafka().names().of(Topic.TRUST)
                + " holds: put the right file there, or use the log of that TRC");
      }
    }
    if (accepted.newestTrc(config.ia().isd()).isEmpty()) {
      throw new StartupException(
          "the log "
              + config.kafka().names().of(Topic.TRUST)
              + " holds no TRC of ISD "
              + config.ia().isd()
              + ": append the trust anchors with: waymark log init --config FILE --certs "
              + config.certificates());
    }
  }
}
