package org.waymark.world;

import java.util.List;
import org.waymark.edge.config.CertificateFolder;
import org.waymark.edge.config.ReplicaConfig;
import org.waymark.edge.trust.LogAnchors;
import org.waymark.log.EventLog;
import org.waymark.wire.trust.Trc;

/**
 * Where the logs of a world are: one for each AS, which its replicas share unless their
 * configurations name different ones.
 */
public interface Logs {
  /**
   * Makes the log of a replica with the trust anchors of its AS, unless it is there.
   *
   * @param config of any replica that shares the log
   * @throws org.waymark.log.LogException when it cannot be made
   */
  void make(ReplicaConfig config, CertificateFolder anchors);

  /**
   * Makes TRCs the anchors of those ISDs that have none in the log of an AS.
   *
   * @param config of any replica of the AS
   * @throws org.waymark.log.LogException when the log cannot be read or appended to
   */
  default void addAnchors(ReplicaConfig config, List<Trc> anchors, long nowMs) {
    try (EventLog log = open(config)) {
      LogAnchors.add(log, anchors, "world", nowMs);
    }
  }

  /**
   * {@return the log for a replica, which the caller closes}
   *
   * @throws org.waymark.log.LogException when it cannot be read
   */
  EventLog open(ReplicaConfig config);
}
