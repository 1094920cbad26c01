package org.waymark.edge.trust;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.waymark.edge.config.CertificateFolder;
import org.waymark.edge.config.ReplicaConfig;
import org.waymark.edge.config.StartupException;
import org.waymark.edge.config.Topology;
import org.waymark.log.Topic;
import org.waymark.segment.IsdAs;
import org.waymark.trust.TrustFold;
import org.waymark.trust.TrustMaterial;
import org.waymark.wire.trust.Trc;

/**
 * Compares a replica's certificate folder with the TRCs that the log has accepted. A replica must
 * not serve with two different TRCs of the same version.
 */
public final class TrustAnchors {
  private TrustAnchors() {}

  /**
   * Checks the TRCs of the folder.
   *
   * @throws StartupException if the log has no TRC of the local ISD, or a different TRC of the same
   *     version
   */
  public static void check(CertificateFolder folder, ReplicaConfig config, TrustMaterial accepted)
      throws StartupException {
    for (Trc trc : folder.trcs()) {
      Optional<String> contradiction = contradiction(trc, config, accepted);
      if (contradiction.isPresent()) {
        throw new StartupException(contradiction.get());
      }
    }
    if (accepted.newestTrc(config.ia().isd()).isEmpty()) {
      throw new StartupException(
          "the log "
              + config.kafka().names().of(Topic.TRUST)
              + " has no TRC of ISD "
              + config.ia().isd()
              + ": append the trust anchors with: waymark log init --config FILE --certs "
              + config.certificates());
    }
  }

  /**
   * {@return how a TRC contradicts the accepted TRC of the same version; empty if there is no
   * contradiction}
   */
  static Optional<String> contradiction(Trc trc, ReplicaConfig config, TrustMaterial accepted) {
    return accepted
        .trc(trc.isd(), trc.version())
        .filter(held -> !held.signedBytes().equals(trc.signedBytes()))
        .map(
            held ->
                "the "
                    + trc
                    + " in "
                    + config.certificates()
                    + " differs from the one in the log "
                    + config.kafka().names().of(Topic.TRUST)
                    + ": replace the file with the correct one, or use the log that has this TRC");
  }

  /** {@return a warning for each ISD of the topology without an accepted TRC} */
  public static List<String> missing(Topology topology, TrustMaterial accepted) {
    SortedMap<Integer, SortedSet<IsdAs>> neighbours = new TreeMap<>();
    topology.interfaces().values().stream()
        .map(Topology.Interface::neighbour)
        .filter(ia -> accepted.newestTrc(ia.isd()).isEmpty())
        .forEach(ia -> neighbours.computeIfAbsent(ia.isd(), isd -> new TreeSet<>()).add(ia));
    return neighbours.entrySet().stream()
        .map(
            isd ->
                "Rejecting every segment that contains an AS in ISD "
                    + isd.getKey()
                    + ", the ISD of the neighbours "
                    + isd.getValue()
                    + ": "
                    + TrustFold.noAnchor(isd.getKey()))
        .toList();
  }
}
