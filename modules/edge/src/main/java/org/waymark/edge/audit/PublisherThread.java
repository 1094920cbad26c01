package org.waymark.edge.audit;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.audit.note.VerifierKey;
import org.waymark.audit.publish.IncompleteTopicException;
import org.waymark.audit.publish.PublishingResult;
import org.waymark.audit.publish.TopicTree;
import org.waymark.audit.publish.TreePublisher;
import org.waymark.audit.tiles.TileDirectory;
import org.waymark.audit.tiles.TileException;
import org.waymark.audit.trail.CheckpointTrail;
import org.waymark.audit.trail.SignedCheckpoint;
import org.waymark.log.EventLog;
import org.waymark.log.LogException;
import org.waymark.log.Topic;
import org.waymark.runtime.Cancellable;
import org.waymark.runtime.Clock;
import org.waymark.runtime.Killable;
import org.waymark.runtime.Timers;
import org.waymark.runtime.Waiting;
import org.waymark.server.report.FaultPlace;
import org.waymark.server.report.ServerMetrics;
import org.waymark.wire.Refusal;

/**
 * Publishes each new checkpoint in {@code .audit} with its tiles, in a folder per topic. The
 * publisher reads the log itself, on its own thread. Every replica that has a folder configured
 * therefore fills it, regardless of which replica signs.
 *
 * <p>A checkpoint that contradicts the published files or the records in the log is reported as an
 * error and counted, and the published files are left unchanged.
 */
public final class PublisherThread implements Killable {
  private static final Logger log = LoggerFactory.getLogger(PublisherThread.class);
  private static final List<Topic> PUBLISHED = List.of(Topic.EVENTS, Topic.TRUST);
  private static final long EVERY_MS = 5_000;

  private final List<VerifierKey> keys;
  private final Path folder;
  private final EventLog eventLog;
  private final Clock clock;
  private final ServerMetrics metrics;
  private final CheckpointTrail trail;
  private final Map<Topic, String> lastTrouble = new EnumMap<>(Topic.class);
  private final Map<Topic, Long> next = new EnumMap<>(Topic.class);

  /** For each topic, the largest checkpoint known to be published. */
  private final Map<Topic, SignedCheckpoint> newest = new EnumMap<>(Topic.class);

  /** Wakes the thread. A permit is released whenever it is time to look for checkpoints. */
  private final Semaphore due = new Semaphore(0);

  private final Cancellable timer;
  private final Thread thread;
  private volatile boolean stopped;

  private PublisherThread(
      List<VerifierKey> keys,
      Path folder,
      EventLog eventLog,
      Clock clock,
      Timers timers,
      ServerMetrics metrics) {
    this.keys = List.copyOf(keys);
    this.folder = folder;
    this.eventLog = eventLog;
    this.clock = clock;
    this.metrics = metrics;
    this.trail = new CheckpointTrail(eventLog);
    this.timer = timers.every(EVERY_MS, due::release);
    this.thread = Thread.ofPlatform().daemon().name("waymark-publish").unstarted(this::run);
  }

  /**
   * {@return a running publisher}
   *
   * @param keys the accepted keys, one of which must have signed each checkpoint; if there are
   *     none, signatures are not verified
   * @param folder the folder in which to publish
   */
  public static PublisherThread start(
      List<VerifierKey> keys,
      Path folder,
      EventLog eventLog,
      Clock clock,
      Timers timers,
      ServerMetrics metrics) {
    PublisherThread publisher = new PublisherThread(keys, folder, eventLog, clock, timers, metrics);
    publisher.thread.start();
    return publisher;
  }

  private void run() {
    try {
      while (!stopped) {
        PUBLISHED.forEach(this::round);
        due.acquire();
        due.drainPermits();
      }
    } catch (InterruptedException e) {
      log.debug("The thread that publishes checkpoints was interrupted");
    }
  }

  private void round(Topic topic) {
    try {
      String topicId = eventLog.identity().at(topic, 0).topicId();
      long from = next.containsKey(topic) ? next.get(topic) : trail.shortlyBefore(clock.wallMs());
      long to = eventLog.end(Topic.AUDIT).nextOffset();
      if (folder(topic).publishedCheckpoint().isEmpty()) {
        newestKnown(topic).ifPresent(signed -> publish(topic, signed));
      }
      for (SignedCheckpoint signed :
          trail.between(Math.max(from, eventLog.start(Topic.AUDIT)), to)) {
        if (signed.isOf(topicId) && !stopped) {
          publish(topic, signed);
          next.put(topic, signed.offset() + 1);
        }
      }
      next.put(topic, to);
    } catch (LogException away) {
      // The log watch informs the operator, and the next round reads the same checkpoints again.
      log.debug("Could not read checkpoints: {}", away.getMessage());
    } catch (IncompleteTopicException | TileException | UncheckedIOException e) {
      failed(topic, e.getMessage());
    }
  }

  /**
   * {@return an earlier checkpoint from the log, for a folder without a checkpoint because it is
   * new or was deleted} Waiting for the next checkpoint could take months in a quiet topic such as
   * {@code .trust}.
   */
  private Optional<SignedCheckpoint> newestKnown(Topic topic) {
    return next.containsKey(topic)
        ? Optional.ofNullable(newest.get(topic))
        : trail.newest(topic, signed -> signed.whyNotSignedBy(keys).isEmpty());
  }

  private TileDirectory folder(Topic topic) {
    return TileDirectory.open(folder.resolve(topic.suffix()));
  }

  private void publish(Topic topic, SignedCheckpoint signed) {
    Optional<Refusal> unsigned = signed.whyNotSignedBy(keys);
    if (unsigned.isPresent()) {
      failed(topic, "a checkpoint in .audit is not signed by a configured key: " + unsigned.get());
      return;
    }
    TreePublisher publisher = new TreePublisher(new TopicTree(eventLog, topic), folder(topic));
    switch (publisher.publish(signed.checkpoint(), signed.note())) {
      case PublishingResult.Published(long size) -> {
        succeeded(topic, signed);
        log.debug("Published a checkpoint of .{} that covers {} records", topic.suffix(), size);
      }
      case PublishingResult.Begun(long from, long size) -> {
        succeeded(topic, signed);
        log.info(
            "Started publishing the Merkle tree of .{} in {}: published records {} to {}",
            topic.suffix(),
            folder,
            from,
            size - 1);
      }
      case PublishingResult.Lost(long from, long firstLeft) ->
          failed(
              topic,
              ("retention has deleted records %d to %d, which were the next to be published; to"
                          + " start again at the")
                      .formatted(from, firstLeft - 1)
                  + " next checkpoint, move the folder away");
      case PublishingResult.Known known -> succeeded(topic, signed);
      case PublishingResult.NoBegin(long firstLeft) ->
          failed(
              topic,
              "the log begins at offset "
                  + firstLeft
                  + ", and no checkpoint covers the "
                  + "records before it");
      case PublishingResult.Contradicted(String why) -> failed(topic, why);
    }
  }

  private void succeeded(Topic topic, SignedCheckpoint signed) {
    lastTrouble.remove(topic);
    newest.merge(topic, signed, (one, other) -> one.size() > other.size() ? one : other);
  }

  /** Logs a problem once, and again only when the problem changes. */
  private void failed(Topic topic, String why) {
    metrics.fault(FaultPlace.CHECKPOINT);
    if (!why.equals(lastTrouble.put(topic, why))) {
      log.error(
          "Could not publish a checkpoint of .{} in {}: {}; for details, run waymark audit verify",
          topic.suffix(),
          folder,
          why);
    }
  }

  @Override
  public void close() {
    stopped = true;
    timer.cancel();
    due.release();
    Waiting.untilEnded(thread);
  }

  @Override
  public void kill() {
    close();
  }
}
