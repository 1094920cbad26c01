package org.waymark.edge.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.waymark.edge.Replica;
import org.waymark.edge.ReplicaWorld;
import org.waymark.fixtures.TrustMaker;
import org.waymark.log.Topic;
import org.waymark.segment.IsdAs;
import org.waymark.server.replay.Readiness;

/** Tests TRCs and chains that an operator puts into the folder of running replicas. */
@Timeout(120)
class FolderTrustTest {
  @TempDir private Path folder;
  private ReplicaWorld world;
  private long atStart;

  @BeforeEach
  void makeWorld() throws Exception {
    world = new ReplicaWorld(folder).withTrust();
    atStart = world.log.end(Topic.TRUST).nextOffset();
  }

  @AfterEach
  void closeWorld() throws Exception {
    world.close();
    assertEquals(List.of(), world.faults.faults());
  }

  private void putNewVersions() throws Exception {
    world
        .network
        .filesOf(ReplicaWorld.LOCAL)
        .certificates()
        .with(world.network.trust().trc(1, 2))
        .with(world.network.trust().chain(ReplicaWorld.LOCAL, 2))
        .write(world.certificates());
  }

  /** {@return a future that completes when a log line with the given beginning is written} */
  private static CompletableFuture<Void> whenTold(String beginning) {
    Logger logger = (Logger) LoggerFactory.getLogger(FolderTrust.class);
    CompletableFuture<Void> told = new CompletableFuture<>();
    AppenderBase<ILoggingEvent> lines =
        new AppenderBase<>() {
          @Override
          protected void append(ILoggingEvent line) {
            if (line.getFormattedMessage().startsWith(beginning)) {
              told.complete(null);
            }
          }
        };
    lines.start();
    logger.setLevel(Level.INFO);
    logger.addAppender(lines);
    told.whenComplete(
        (nothing, failure) -> {
          logger.detachAppender(lines);
          logger.setLevel(null);
        });
    return told;
  }

  @Test
  void newTrcAndChainOfARunningReplicaGetIntoTheLog() throws Exception {
    Replica replica = world.start(world.config("one"));
    putNewVersions();
    world.awaitApplied(replica, Topic.TRUST, atStart + 2);
    assertEquals(atStart + 2, world.log.end(Topic.TRUST).nextOffset());
  }

  @Test
  void whatWasPutThereWhileTheLogIsAwayGetsIntoTheLogWhenItIsBack() throws Exception {
    Replica replica = world.start(world.config("one"));
    world.log.faults().goAway();
    world.awaitState(replica, Readiness.State.STALE);
    CompletableFuture<Void> lookedWhileAway = whenTold("Waiting to submit");
    putNewVersions();
    lookedWhileAway.orTimeout(ReplicaWorld.PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    world.log.faults().comeBack();
    world.awaitApplied(replica, Topic.TRUST, atStart + 2);
  }

  @Test
  void chainThatNeedsTheTrcPutThereWithItGetsIntoTheLogToo() throws Exception {
    Replica replica = world.start(world.config("one"));
    IsdAs newCore = IsdAs.parse("1-15");
    TrustMaker maker = world.network.trust();
    world
        .network
        .filesOf(ReplicaWorld.LOCAL)
        .certificates()
        .with(maker.update(maker.trc(1)).core(newCore).make())
        .with(maker.certify(ReplicaWorld.LOCAL).version(2).trcVersion(2).issuer(newCore).make())
        .write(world.certificates());
    world.awaitApplied(replica, Topic.TRUST, atStart + 2);
  }

  @Test
  void whatWasPutThereBeforeTheStartGetsIntoTheLogToo() throws Exception {
    putNewVersions();
    world.awaitApplied(world.start(world.config("one")), Topic.TRUST, atStart + 2);
  }
}
