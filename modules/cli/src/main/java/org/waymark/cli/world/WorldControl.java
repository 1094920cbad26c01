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
    } catch (WorldException | IllegalArgumentException | IndexOutOfBoundsException e) {
      return JsonNodeFactory.instance.objectNode().put("error", e.getMessage());
    }
  }

  private ObjectNode act(ControlRequest request) throws WorldException {
    World world = live.world();
    List<String> words = request.words();
    switch (request.verb()) {
      case STATUS -> {
        // The status is in every answer.
      }
      case CUT -> world.cut(AsInterface.parse(words.getFirst()));
      case RESTORE -> world.restore(AsInterface.parse(words.getFirst()));
      case STOP_AS -> world.stopAs(IsdAs.parse(words.getFirst()));
      case START_AS -> world.startAs(IsdAs.parse(words.getFirst()));
      case KILL_REPLICA -> world.stopReplica(words.getFirst());
      case START_REPLICA -> world.startReplica(words.getFirst());
      case ADVANCE -> live.advance(Math.round(Double.parseDouble(words.getFirst()) * 1_000));
      case PATHS -> {
        return paths(IsdAs.parse(words.get(0)), IsdAs.parse(words.get(1)), false);
      }
      case PROBE -> {
        return paths(IsdAs.parse(words.get(0)), IsdAs.parse(words.get(1)), true);
      }
    }
    return StatusDocument.of(world.status(), live.isVirtual());
  }

  private ObjectNode paths(IsdAs from, IsdAs to, boolean probe) throws WorldException {
    Host host = live.world().host(from);
    List<EndToEndPath> paths = live.await(host.paths(to, PATHS_MS));
    ObjectNode document = PathDocument.of(from, to, paths);
    if (probe) {
      ScionAddress there = live.world().host(to).address();
      List<CompletableFuture<EchoOutcome>> outcomes =
          paths.stream().map(path -> host.echo(there, path, ECHO_MS)).toList();
      for (int i = 0; i < outcomes.size(); i++) {
        ((ObjectNode) document.path("paths").get(i))
            .put("status", status(live.await(outcomes.get(i))));
      }
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
