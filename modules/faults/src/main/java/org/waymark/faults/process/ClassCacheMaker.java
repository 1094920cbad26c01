package org.waymark.faults.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.waymark.faults.instrumentation.ClassChanges;
import org.waymark.runtime.FileTree;
import org.waymark.runtime.Waiting;

/** Makes each {@link ClassCache}: runs a broker and a replica for a few seconds and stops them. */
final class ClassCacheMaker {
  private static final Duration WORK = Duration.ofSeconds(3);
  private static final Duration WRITTEN_WITHIN = Duration.ofMinutes(2);

  private ClassCacheMaker() {}

  /** Makes the caches in the folder that the system property of {@link ClassCache} names. */
  public static void main(String[] arguments) throws Exception {
    Path directory = Files.createTempDirectory("waymark-class-caches-");
    try (ProcessWorld world = ProcessWorld.start(directory, ProcessWorld.Brokers.ONE)) {
      ReplicaProcess replica = world.replica("a");
      ProcessWorld.Moment started = world.moment();
      replica.start(ClassChanges.hurried().options());
      replica.awaitReady(started, 0);
      Load load = world.load(1);
      Waiting.pause(WORK);
      load.stop();
      replica.requestStop();
      replica.requireEnd(0, WRITTEN_WITHIN);
      world.brokers().stop(1, WRITTEN_WITHIN);
    } finally {
      FileTree.delete(directory);
    }
    // Kafka clients leave threads that are no daemons.
    System.exit(0);
  }
}
