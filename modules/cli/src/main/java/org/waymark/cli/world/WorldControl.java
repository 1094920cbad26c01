package org.waymark.cli.world;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.waymark.cli.PathDocument;
import org.waymark.resolve.combination.EndToEndPath;
import org.waymark.segment.AsInterface;
import org.waymark.segment.IsdAs;
import org.waymark.world.World;
import org.waymark.world.WorldException;

/** Does what is asked of a running world. Used by one thread. */
final class WorldControl {
  private static final long PATHS_MS = 3_000;

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
        return paths(IsdAs.parse(words.get(0)), IsdAs.parse(words.get(1)));
      }
    }
    return StatusDocument.of(world.status(), live.isVirtual());
  }

  private ObjectNode paths(IsdAs from, IsdAs to) throws WorldException {
    List<EndToEndPath> paths = live.await(live.world().host(from).paths(to, PATHS_MS));
    return PathDocument.of(from, to, paths);
  }
}
