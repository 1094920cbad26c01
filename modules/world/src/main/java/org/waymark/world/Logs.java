package org.waymark.world;

import java.util.List;
import org.waymark.edge.config.CertificateFolder;
import org.waymark.edge.config.ReplicaConfig;
import org.waymark.edge.trust.LogAnchors;
import org.waymark.log.EventLog;
import org.waymark.wire.trust.Trc;

/**
 * Creates and opens the logs of a world. Each AS has one log, which its replicas share unless their
 * configurations name different ones.
 */
public interface Logs {
  /**
   * Creates the log of a replica, with the trust anchors of its AS, unless the log already exists.
   *
   * @param config the configuration of any replica that shares the log
   * @throws org.waymark.log.LogException if the log cannot be created
   */
  void make(ReplicaConfig config, CertificateFolder anchors);

  /**
   * Adds TRCs to the log of an AS, as the anchors of ISDs that do not have an anchor in the log
   * yet.
   *
   * @param config the configuration of any replica of the AS
   * @throws org.waymark.log.LogException if the log cannot be read or appended to
   */
  default void addAnchors(ReplicaConfig config, List<Trc> anchors, long nowMs) {
    try (EventLog log = open(config)) {
      LogAnchors.add(log, anchors, "world", nowMs);
    }
  }

  /**
   * Opens the log for a replica. The caller closes it.
   *
   * @return the log
   * @throws org.waymark.log.LogException if the log cannot be read
   */
  EventLog open(ReplicaConfig config);
}
