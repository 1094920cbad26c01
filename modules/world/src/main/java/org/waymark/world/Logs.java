package org.waymark.world;

import org.waymark.edge.CertificateFolder;
import org.waymark.edge.ReplicaConfig;
import org.waymark.log.EventLog;

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
   * {@return the log for a replica, which the caller closes}
   *
   * @throws org.waymark.log.LogException when it cannot be read
   */
  EventLog open(ReplicaConfig config);
}
