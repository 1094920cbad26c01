package org.waymark.bench;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.waymark.edge.RunningReplica;
import org.waymark.log.kafka.Lz4Library;

/** Runs a replica of a {@link Testbed} in a separate process until the process is ended. */
final class TestbedReplica {
  private TestbedReplica() {}

  /**
   * Runs the replica.
   *
   * @param arguments the folder of the test bed, its broker, the log, the id of the replica and the
   *     maximum number of segments in an answer
   */
  public static void main(String[] arguments) throws InterruptedException {
    Lz4Library.prepare();
    try (RunningReplica running =
        Testbed.started(
            Testbed.config(
                Path.of(arguments[0]),
                arguments[1],
                arguments[2],
                arguments[3],
                Integer.parseInt(arguments[4])))) {
      running.replica().whenCaughtUp().join();
      System.out.println(ServerProcess.READY + running.replica().address().getPort());
      new CountDownLatch(1).await();
    }
  }
}
