package org.waymark.cli.serve;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.cli.command.CommandException;
import org.waymark.cli.control.ReplicaSocket;
import org.waymark.edge.Replica;
import org.waymark.edge.RunningReplica;
import org.waymark.edge.config.ReplicaConfig;
import org.waymark.edge.config.StartupException;
import org.waymark.log.LogException;
import org.waymark.runtime.FaultHandler;
import org.waymark.runtime.OpenedParts;
import org.waymark.runtime.Opening;
import org.waymark.runtime.UnixStreams;
import org.waymark.store.row.StoreException;

/** A running replica that other commands can query about its status and the past. */
public final class ServedReplica implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ServedReplica.class);

  private final Replica replica;
  private final OpenedParts opened;

  private ServedReplica(Replica replica, OpenedParts opened) {
    this.replica = replica;
    this.opened = opened;
  }

  /**
   * Starts a replica, which serves and catches up with the log.
   *
   * @return the running replica
   * @throws CommandException if it cannot start; in that case, no part of it is left running
   */
  public static ServedReplica start(ReplicaConfig config) {
    FaultHandler faults = FaultHandler.logging(log);
    OpenedParts opened = new OpenedParts(faults);
    try (Opening opening = new Opening(opened::close)) {
      Replica replica = opened.add(RunningReplica.start(config)).replica();
      UnixStreams streams = new UnixStreams(faults);
      opened.add(StatusSocket.listen(config, replica, streams));
      opened.add(
          ReplicaSocket.HISTORY.listen(
              "replica " + config.id(), config.storeFolder(), streams, replica::answer));
      opened.add(SnapshotSocket.listen(config, replica, streams));
      opening.succeeded();
      return new ServedReplica(replica, opened);
    } catch (StartupException | LogException | StoreException e) {
      throw new CommandException(e.getMessage(), e);
    }
  }

  /** {@return the replica} */
  public Replica replica() {
    return replica;
  }

  @Override
  public void close() {
    opened.close();
  }
}
