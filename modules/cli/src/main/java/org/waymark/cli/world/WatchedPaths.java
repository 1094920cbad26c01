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
 * The best paths between the ASes somebody probed, the last {@value #MAX} pairs: while something
 * changes in the world, the host goes on as one that uses its path. Once a second it asks its path
 * servers and sends an echo request over the best path; so it hears by SCMP of a dead link, tells
 * its path servers, and has the next best path.
 *
 * <p>Never waits. Callable from any thread.
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

  /** What is known of a pair, and what is under way. */
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

  /** Takes note of what a host found. */
  synchronized void found(IsdAs from, IsdAs to, List<EndToEndPath> paths) {
    Pair pair = new Pair(from, to);
    Watched watched = pairs.remove(pair);
    // The last one probed is the last one forgotten.
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
   * {@return what is other than at the last look}
   *
   * @param nowMs Unix milliseconds
   * @param use whether the hosts use their paths now
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
                news.add(pair + ": an echo request over it: " + status(outcome));
              }
              watched.isFailureTold = failed;
            });
  }

  private Optional<CompletableFuture<EchoOutcome>> echo(Pair pair, EndToEndPath path) {
    return host(pair.from)
        .flatMap(from -> host(pair.to).map(to -> from.echo(to.address(), path, ECHO_MS)));
  }

  /** {@return the host, when its AS runs} */
  private Optional<Host> host(IsdAs ia) {
    try {
      return Optional.of(live.world().host(ia));
    } catch (WorldException _) {
      // An AS that is stopped has no host, which is no news.
      return Optional.empty();
    }
  }

  /** {@return what became of an echo request, for people} */
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
