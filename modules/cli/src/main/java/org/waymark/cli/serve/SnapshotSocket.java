package org.waymark.cli.serve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.cli.command.CommandException;
import org.waymark.cli.control.ControlListener;
import org.waymark.cli.control.ControlQuestion;
import org.waymark.cli.control.ReplicaSocket;
import org.waymark.edge.Replica;
import org.waymark.edge.config.ReplicaConfig;
import org.waymark.runtime.FaultHandler;
import org.waymark.runtime.Streams;
import org.waymark.runtime.UnixStreams;
import org.waymark.segment.IsdAs;
import org.waymark.store.row.StoreException;
import org.waymark.store.snapshot.SnapshotExport;

/**
 * The socket on which a running replica makes a checkpoint of its store. The replica makes the
 * checkpoint in its own directory, which takes no longer than a flush. The command that requested
 * the checkpoint then copies it.
 */
public final class SnapshotSocket {
  private static final Logger log = LoggerFactory.getLogger(SnapshotSocket.class);
  private static final String VERB = "checkpoint";

  /**
   * The time to wait for a checkpoint. It is long enough to flush the largest write buffers to a
   * slow disk.
   */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private SnapshotSocket() {}

  /**
   * Starts a listener that makes checkpoints on its own thread until it is closed. {@return the
   * listener}
   */
  static AutoCloseable listen(ReplicaConfig config, Replica replica, Streams streams) {
    return ReplicaSocket.SNAPSHOT.listen(
        "replica " + config.id(),
        config.storeFolder(),
        streams,
        request -> answer(replica, request));
  }

  private static ObjectNode answer(Replica replica, JsonNode request) {
    String verb = request.path("verb").asText();
    if (!verb.equals(VERB)) {
      return ControlListener.error("unknown request to a replica: '" + verb + "'");
    }
    try {
      replica.checkpoint();
    } catch (StoreException e) {
      return ControlListener.error(e.getMessage());
    }
    log.info("Created a checkpoint of the store for a snapshot");
    return JsonNodeFactory.instance
        .objectNode()
        .put("isdAs", replica.ia().toString())
        .put("replica", replica.id());
  }

  /**
   * Requests a checkpoint from the replica that is running with a store.
   *
   * @return the replica; empty if none is running
   * @throws CommandException if the replica cannot make a checkpoint
   */
  public static Optional<SnapshotExport.Origin> ask(Path storeFolder) {
    JsonNode answer;
    try {
      answer =
          ControlQuestion.ask(
              new UnixStreams(FaultHandler.logging(log)),
              ReplicaSocket.SNAPSHOT.path(storeFolder),
              JsonNodeFactory.instance.objectNode().put("verb", VERB),
              PATIENCE);
    } catch (ControlQuestion.Unanswered e) {
      if (e.how() == ControlQuestion.Unanswered.How.NOBODY) {
        return Optional.empty();
      }
      throw new CommandException(
          "the replica with the store in %s did not make a checkpoint: %s"
              .formatted(storeFolder, e.getMessage()),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException("interrupted while waiting for the checkpoint", e);
    }
    if (answer.has("error")) {
      throw new CommandException(answer.path("error").asText());
    }
    return Optional.of(
        new SnapshotExport.Origin(
            IsdAs.parse(answer.path("isdAs").asText()), answer.path("replica").asText()));
  }
}
