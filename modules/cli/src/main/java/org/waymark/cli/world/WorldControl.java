package org.waymark.cli.world;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.waymark.cli.PathDocument;
import org.waymark.resolve.combination.EndToEndPath;
import org.waymark.segment.AsInterface;
import org.waymark.segment.IsdAs;
import org.waymark.wire.packet.ScionAddress;
import org.waymark.wire.packet.ScmpType;
import org.waymark.world.World;
import org.waymark.world.WorldException;
import org.waymark.world.host.EchoOutcome;
import org.waymark.world.host.Host;

/** Does what is asked of a running world. Used by one thread. */
final class WorldControl {
  private static final long PATHS_MS = 3_000;
  private static final long ECHO_MS = 1_000;

  private final LiveWorld live;

  WorldControl(LiveWorld live) {
    this.live = live;
  }

  /** {@return the answer, with {@code error} when it was not done} */
  ObjectNode answer(JsonNode document) {
    try {
      return act(ControlRequest.of(document));
    } catch (WorldException | IllegalArgumentException e) {
      return JsonNodeFactory.instance.objectNode().put("error", e.getMessage());
    }
  }

  private ObjectNode act(ControlRequest request) throws WorldException {
    World world = live.world();
    switch (request.verb()) {
      case STATUS -> {
        // The status is in every answer.
      }
      case CUT -> world.cut(AsInterface.parse(request.word(0)));
      case RESTORE -> world.restore(AsInterface.parse(request.word(0)));
      case STOP_AS -> world.stopAs(IsdAs.parse(request.word(0)));
      case START_AS -> world.startAs(IsdAs.parse(request.word(0)));
      case KILL_REPLICA -> world.stopReplica(request.word(0));
      case START_REPLICA -> world.startReplica(request.word(0));
      case STOP_DISPATCHER -> world.stopDispatcher(IsdAs.parse(request.word(0)));
      case START_DISPATCHER -> world.startDispatcher(IsdAs.parse(request.word(0)));
      case ADVANCE -> live.advance(Math.round(Double.parseDouble(request.word(0)) * 1_000));
      case PROBE -> {
        return probe(IsdAs.parse(request.word(0)), IsdAs.parse(request.word(1)));
      }
    }
    return StatusDocument.of(world.status(), live.isVirtual());
  }

  private ObjectNode probe(IsdAs from, IsdAs to) throws WorldException {
    Host host = live.world().host(from);
    ScionAddress there = live.world().host(to).address();
    List<EndToEndPath> paths = live.await(host.paths(to, PATHS_MS));
    List<CompletableFuture<EchoOutcome>> outcomes =
        paths.stream().map(path -> host.echo(there, path, ECHO_MS)).toList();
    ObjectNode document = PathDocument.of(from, to, paths);
    for (int i = 0; i < outcomes.size(); i++) {
      ((ObjectNode) document.path("paths").get(i))
          .put("status", status(live.await(outcomes.get(i))));
    }
    return document;
  }

  private static String status(EchoOutcome outcome) {
    return switch (outcome) {
      case EchoOutcome.Answered(long roundTripNs) ->
          "alive, %.1f ms".formatted(roundTripNs / 1_000_000.0);
      case EchoOutcome.Refused(ScmpType type) ->
          type.name().toLowerCase(Locale.ROOT).replace('_', ' ');
      case EchoOutcome.Lost _ -> "timeout";
    };
  }
}
