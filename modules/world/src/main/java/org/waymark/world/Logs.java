package org.waymark.world;

import org.waymark.edge.CertificateFolder;
import org.waymark.edge.ReplicaConfig;
import org.waymark.log.EventLog;

/** Where the logs of a world are: one for each AS, which its replicas share. */
public interface Logs {
  /**
   * Makes the log of an AS with its trust anchors, unless it is there.
   *
   * @param config of any replica of the AS
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
