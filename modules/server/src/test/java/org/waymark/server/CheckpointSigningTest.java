package org.waymark.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.waymark.audit.checkpoint.Checkpoint;
import org.waymark.audit.checkpoint.CheckpointVerifier;
import org.waymark.audit.note.NoteSigner;
import org.waymark.audit.publish.TopicTree;
import org.waymark.audit.trail.CheckpointTrail;
import org.waymark.audit.trail.SignedCheckpoint;
import org.waymark.audit.tree.RightEdge;
import org.waymark.log.Topic;
import org.waymark.log.TopicNames;
import org.waymark.segment.ByteString;
import org.waymark.server.checkpoint.CheckpointSigning;
import org.waymark.trust.Ed25519;

/** Checkpoints that the holder of the lease signs. */
class CheckpointSigningTest {
  private static final NoteSigner SIGNER =
      NoteSigner.ofSeed("as.example", ByteString.owning(new byte[32]));
  private static final TopicNames NAMES = new TopicNames("prefix");

  private final ServerWorld world = new ServerWorld();

  @AfterEach
  void noFaults() {
    assertEquals(List.of(), world.faults.faults());
    world.close();
  }

  private void run(int seconds) {
    for (int i = 0; i < seconds; i++) {
      world.timers.runForMs(1_000);
      world.applyAll();
    }
  }

  private CheckpointSigning signing() {
    return new CheckpointSigning(world.context, world.core.leaseTasks()::holds, SIGNER, NAMES);
  }

  private List<SignedCheckpoint> signed(Topic topic) {
    String topicId = world.log.identity().at(topic, 0).topicId();
    return new CheckpointTrail(world.log)
        .between(0, world.log.end(Topic.AUDIT).nextOffset()).stream()
            .filter(checkpoint -> checkpoint.isOf(topicId))
            .toList();
  }

  @Test
  void holderSignsTheTreeOfTheRecordsEachMinuteThatHadSome() {
    world.ready();
    try (CheckpointSigning _ = signing()) {
      run(125);
    }

    List<SignedCheckpoint> events = signed(Topic.EVENTS);
    assertEquals(2, events.size());
    for (SignedCheckpoint signed : events) {
      Checkpoint checkpoint = signed.checkpoint();
      RightEdge read =
          new TopicTree(world.log, Topic.EVENTS).edgeAt(RightEdge.EMPTY, checkpoint.size());
      assertEquals(Optional.of(read), checkpoint.rightEdge());
      String topicId = world.log.identity().at(Topic.EVENTS, 0).topicId();
      CheckpointVerifier verifier =
          new CheckpointVerifier(
              Ed25519.fastest(),
              Checkpoint.origin("prefix.events", topicId),
              List.of(SIGNER.verifierKey()),
              List.of());
      assertTrue(verifier.verify(signed.note()).asOptional().isPresent());
    }
    assertEquals(
        1, signed(Topic.TRUST).stream().map(one -> one.checkpoint().size()).distinct().count());
    assertEquals(1, signed(Topic.TRUST).size(), "nothing was recorded in the second minute");
  }

  @Test
  void replicaWithoutTheLeaseSignsNothing() {
    world.ready();
    world.log.faults().takeLeaseAway();
    try (CheckpointSigning _ = signing()) {
      run(125);
    }

    assertEquals(List.of(), signed(Topic.EVENTS));
  }
}
