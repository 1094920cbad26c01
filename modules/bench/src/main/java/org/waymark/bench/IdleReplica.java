package org.waymark.bench;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.waymark.edge.RunningReplica;
import org.waymark.edge.config.ReplicaConfig;
import org.waymark.edge.config.StartupException;
import org.waymark.log.kafka.Lz4Library;
import org.waymark.runtime.SocketAddresses;

/**
 * Runs one replica in a separate process until the process is ended, and prints a line when it is
 * ready.
 */
final class IdleReplica {
  /** The start of the line, which the address follows. */
  static final String READY = "ready at ";

  private IdleReplica() {}

  /**
   * Runs the replica that a configuration file describes.
   *
   * @param arguments the configuration file
   */
  public static void main(String[] arguments) throws StartupException, InterruptedException {
    Lz4Library.prepare();
    try (RunningReplica running = RunningReplica.start(ReplicaConfig.read(Path.of(arguments[0])))) {
      running.replica().whenCaughtUp().join();
      System.out.println(READY + SocketAddresses.text(running.replica().address()));
      new CountDownLatch(1).await();
    }
  }
}
