package org.waymark.cli.world;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.waymark.cli.control.ControlListener;
import org.waymark.edge.Replica;
import org.waymark.history.query.PathDocument;
import org.waymark.log.EventLog;
import org.waymark.log.LogException;
import org.waymark.log.Topic;
import org.waymark.resolve.combination.EndToEndPath;
import org.waymark.segment.IsdAs;
import org.waymark.wire.packet.ScionAddress;
import org.waymark.world.WorldException;
import org.waymark.world.host.EchoOutcome;
import org.waymark.world.host.Host;
import org.waymark.world.live.LiveWorld;

/**
 * Executes requests to a running world, one at a time. Once closed, the control rejects requests,
 * so the thread that closed it has exclusive use of the world. Callable from any thread.
 */
final class WorldControl implements AutoCloseable {
  private static final Pattern AS = Pattern.compile("\\d+-[0-9a-fA-F:]+");
  private static final long PATHS_MS = 3_000;
  private static final long ECHO_MS = 1_000;

  private final LiveWorld live;
  private final WatchedPaths watched;
  private boolean closed;

  /**
   * @param watched the watcher to notify of the paths that probes find
   */
  WorldControl(LiveWorld live, WatchedPaths watched) {
    this.live = live;
    this.watched = watched;
  }

  /**
   * Executes a request.
   *
   * @return the response, with {@code error} if the request failed
   */
  synchronized ObjectNode answer(JsonNode document) {
    if (closed) {
      return ControlListener.error("the world is stopping");
    }
    try {
      return act(ControlRequest.of(document));
    } catch (WorldException | LogException | IllegalArgumentException e) {
      return ControlListener.error(e.getMessage());
    }
  }

  private ObjectNode act(ControlRequest request) throws WorldException {
    switch (request) {
      case ControlRequest.Status _ -> {
        return WorldStatusDocument.of(live.world().status(), live.bootstrapServers());
      }
      case ControlRequest.Probe(IsdAs from, IsdAs to) -> {
        return probe(from, to);
      }
      case ControlRequest.Ask(String replica, JsonNode question) -> {
        return ask(replica, question);
      }
      case ControlRequest.ReadLog(String replica, Topic topic, long from) -> {
        try (EventLog log = live.world().openLog(replica)) {
          return LogPart.of(log, topic, from, live.world().status().clockMs());
        }
      }
      case ControlRequest.Cut(var end) -> live.world().cut(end);
      case ControlRequest.Restore(var end) -> live.world().restore(end);
      case ControlRequest.StopAs(IsdAs ia) -> live.world().stopAs(ia);
      case ControlRequest.StartAs(IsdAs ia) -> live.world().startAs(ia);
      case ControlRequest.KillReplica(String id) -> live.world().killReplica(id);
      case ControlRequest.StartReplica(String id) -> live.world().startReplica(id);
      case ControlRequest.StopDispatcher(IsdAs ia) -> live.world().stopDispatcher(ia);
      case ControlRequest.StartDispatcher(IsdAs ia) -> live.world().startDispatcher(ia);
      case ControlRequest.Advance(long ms) -> {
        return JsonNodeFactory.instance.objectNode().put("passed_ms", live.advance(ms));
      }
    }
    return JsonNodeFactory.instance.objectNode();
  }

  private ObjectNode ask(String idOrAs, JsonNode question) throws WorldException {
    Replica replica =
        AS.matcher(idOrAs).matches()
            ? live.world().anyReplica(IsdAs.parse(idOrAs))
            : live.world().replica(idOrAs);
    return replica
        .answer(question)
        .put("source", "history of the running replica " + replica.id() + " of the world");
  }

  private ObjectNode probe(IsdAs from, IsdAs to) throws WorldException {
    Host host = live.world().host(from);
    ScionAddress there = live.world().host(to).address();
    List<EndToEndPath> paths = live.await(host.paths(to, PATHS_MS));
    watched.found(from, to, paths);
    List<CompletableFuture<EchoOutcome>> outcomes =
        paths.stream().map(path -> host.echo(there, path, ECHO_MS)).toList();
    ObjectNode document = PathDocument.of(from, to, paths);
    for (int i = 0; i < outcomes.size(); i++) {
      ((ObjectNode) document.path("paths").get(i))
          .put("status", WatchedPaths.status(live.await(outcomes.get(i))));
    }
    return document;
  }

  /** Waits for the request in progress and rejects all later requests. */
  @Override
  public synchronized void close() {
    closed = true;
  }
}
