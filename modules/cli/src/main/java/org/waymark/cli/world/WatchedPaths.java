package org.waymark.cli.world;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.waymark.history.query.PathDocument;
import org.waymark.resolve.combination.EndToEndPath;
import org.waymark.segment.IsdAs;
import org.waymark.wire.packet.ScmpType;
import org.waymark.world.WorldException;
import org.waymark.world.host.EchoOutcome;
import org.waymark.world.host.Host;
import org.waymark.world.live.LiveWorld;

/**
 * Watches the best path for each of the last {@value #MAX} pairs of ASes that were probed. While
 * the world changes, the host of the first AS behaves as if it were using this path: once a second,
 * it requests paths from its path servers and sends an echo request over the best one. In this way,
 * the host learns of a dead link through SCMP, notifies its path servers, and finds the next best
 * path.
 *
 * <p>Never blocks. Callable from any thread.
 */
final class WatchedPaths {
  static final int MAX = 10;

  private static final long EVERY_MS = 1_000;
  private static final long PATHS_MS = 3_000;
  private static final long ECHO_MS = 1_000;

  private final LiveWorld live;
  private final Map<Pair, Watched> pairs = new LinkedHashMap<>();

  private record Pair(IsdAs from, IsdAs to) {
    @Override
    public String toString() {
      return from + " -> " + to;
    }
  }

  /** The latest results for a pair, and the operations in progress. */
  private static final class Watched {
    private Optional<String> best = Optional.empty();
    private Optional<String> told = Optional.empty();
    private boolean isFailureTold;
    private long askedMs;
    private Optional<CompletableFuture<List<EndToEndPath>>> question = Optional.empty();
    private Optional<CompletableFuture<EchoOutcome>> echo = Optional.empty();
  }

  WatchedPaths(LiveWorld live) {
    this.live = live;
  }

  /** Records the paths that a host found for a pair, and starts watching the pair. */
  synchronized void found(IsdAs from, IsdAs to, List<EndToEndPath> paths) {
    Pair pair = new Pair(from, to);
    Watched watched = pairs.remove(pair);
    // Move the pair to the end of the map, so that the least recently probed pair is dropped next.
    pairs.put(pair, watched == null ? new Watched() : watched);
    if (pairs.size() > MAX) {
      pairs.remove(pairs.keySet().iterator().next());
    }
    pairs.get(pair).best = Optional.of(described(paths));
  }

  private static String described(List<EndToEndPath> paths) {
    return paths.isEmpty()
        ? "no path"
        : "best path, links %d: %s"
            .formatted(paths.getFirst().linkCount(), PathDocument.sequence(paths.getFirst()));
  }

  /**
   * Checks the watched pairs.
   *
   * @param nowMs the time in Unix milliseconds
   * @param use whether the hosts should use their paths now
   * @return the changes since the last call, as text
   */
  synchronized List<String> look(long nowMs, boolean use) {
    List<String> news = new ArrayList<>();
    pairs.forEach(
        (pair, watched) -> {
          look(pair, watched, news);
          if (use
              && nowMs - watched.askedMs >= EVERY_MS
              && watched.question.isEmpty()
              && watched.echo.isEmpty()) {
            watched.askedMs = nowMs;
            watched.question = host(pair.from).map(host -> host.paths(pair.to, PATHS_MS));
          }
        });
    return news;
  }

  private void look(Pair pair, Watched watched, List<String> news) {
    watched
        .question
        .filter(CompletableFuture::isDone)
        .map(CompletableFuture::join)
        .ifPresent(
            paths -> {
              watched.question = Optional.empty();
              watched.best = Optional.of(described(paths));
              watched.echo = paths.stream().findFirst().flatMap(path -> echo(pair, path));
            });
    if (!watched.best.equals(watched.told)) {
      watched.told = watched.best;
      watched.isFailureTold = false;
      watched.best.ifPresent(best -> news.add(pair + ": " + best));
    }
    watched
        .echo
        .filter(CompletableFuture::isDone)
        .map(CompletableFuture::join)
        .ifPresent(
            outcome -> {
              watched.echo = Optional.empty();
              boolean failed = !(outcome instanceof EchoOutcome.Answered);
              if (failed && !watched.isFailureTold) {
                news.add(pair + ": an echo request over this path failed: " + status(outcome));
              }
              watched.isFailureTold = failed;
            });
  }

  private Optional<CompletableFuture<EchoOutcome>> echo(Pair pair, EndToEndPath path) {
    return host(pair.from)
        .flatMap(from -> host(pair.to).map(to -> from.echo(to.address(), path, ECHO_MS)));
  }

  /** {@return the host of an AS, if the AS is running} */
  private Optional<Host> host(IsdAs ia) {
    try {
      return Optional.of(live.world().host(ia));
    } catch (WorldException _) {
      // A stopped AS has no host; this is not worth reporting.
      return Optional.empty();
    }
  }

  /**
   * Describes the outcome of an echo request in words.
   *
   * @return the description
   */
  static String status(EchoOutcome outcome) {
    return switch (outcome) {
      case EchoOutcome.Answered(long roundTripNs) ->
          "alive, %.1f ms".formatted(roundTripNs / 1_000_000.0);
      case EchoOutcome.Refused(ScmpType type) ->
          type.name().toLowerCase(Locale.ROOT).replace('_', ' ');
      case EchoOutcome.Lost _ -> "timeout";
    };
  }
}
