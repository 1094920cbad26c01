package org.waymark.server.checkpoint;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.audit.checkpoint.Checkpoint;
import org.waymark.audit.note.NoteSigner;
import org.waymark.audit.tree.RightEdge;
import org.waymark.audit.tree.TreeHasher;
import org.waymark.log.Topic;
import org.waymark.log.TopicNames;
import org.waymark.runtime.Cancellable;
import org.waymark.server.context.ServerContext;
import org.waymark.server.replay.Readiness;
import org.waymark.server.replay.ServingStore;

/**
 * Signs checkpoints of {@code .events} and {@code .trust} and appends them to {@code .audit}
 * (ARCHITECTURE, Audit). While this replica holds the lease, each topic gets a checkpoint in every
 * minute in which it received records.
 *
 * <p>A replica whose fold began after the first record and without a checkpoint does not know the
 * right edge of its tree. It logs this once and does not sign. Runs on the timer thread.
 */
public final class CheckpointSigning implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(CheckpointSigning.class);
  private static final List<Topic> SIGNED = List.of(Topic.EVENTS, Topic.TRUST);
  private static final long EVERY_MS = TimeUnit.MINUTES.toMillis(1);

  private final ServerContext context;
  private final BooleanSupplier holdsLease;
  private final NoteSigner signer;
  private final TopicNames names;
  private final TreeHasher hasher = new TreeHasher();
  private final Map<Topic, RightEdge> last = new EnumMap<>(Topic.class);
  private final Set<Topic> told = EnumSet.noneOf(Topic.class);
  private final Cancellable signing;

  public CheckpointSigning(
      ServerContext context, BooleanSupplier holdsLease, NoteSigner signer, TopicNames names) {
    this.context = context;
    this.holdsLease = holdsLease;
    this.signer = signer;
    this.names = names;
    signing = context.timers().every(EVERY_MS, this::sign);
  }

  private void sign() {
    if (holdsLease.getAsBoolean() && context.readiness().state() == Readiness.State.READY) {
      SIGNED.forEach(this::sign);
    }
  }

  private void sign(Topic topic) {
    Optional<ServingStore.Tree> tree = context.store().tree(topic);
    if (tree.isEmpty()) {
      tellUnknown(topic);
      return;
    }
    RightEdge edge = tree.get().edge();
    if (edge.size() > 0 && !edge.equals(last.get(topic))) {
      last.put(topic, edge);
      String origin = Checkpoint.origin(names.of(topic), tree.get().topicId());
      context.audit().checkpoint(Checkpoint.of(origin, edge, hasher).signedBy(signer).encode());
    }
  }

  private void tellUnknown(Topic topic) {
    if (context.store().position(topic).isPresent() && told.add(topic)) {
      log.warn(
          "Not signing checkpoints of {}: the store does not start at the beginning of the topic,"
              + " and .audit has no checkpoint for the offset at which it starts. Let another"
              + " replica sign, or rebuild the store with history.from = \"start\"",
          names.of(topic));
    }
  }

  @Override
  public void close() {
    signing.cancel();
  }
}
