package org.waymark.world.live;

import java.net.BindException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.edge.Ports;
import org.waymark.edge.config.StartupException;
import org.waymark.embedded.BrokerEnd;
import org.waymark.embedded.EmbeddedBroker;
import org.waymark.embedded.EmbeddedBrokerException;
import org.waymark.runtime.FaultHandler;
import org.waymark.runtime.OpenedParts;
import org.waymark.runtime.Opening;
import org.waymark.runtime.SystemClock;
import org.waymark.runtime.SystemTimers;
import org.waymark.runtime.UdpDatagrams;
import org.waymark.runtime.UnixStreams;
import org.waymark.world.KafkaLogs;
import org.waymark.world.ReplicaListener;
import org.waymark.world.World;
import org.waymark.world.WorldException;
import org.waymark.world.folder.WorldFolder;

/** A world in real time: UDP sockets, RocksDB and its own Kafka broker, all in one process. */
public final class RealWorld implements LiveWorld {
  private static final Logger log = LoggerFactory.getLogger(RealWorld.class);
  private static final String BROKER_FOLDER = "kafka";

  private final OpenedParts opened;
  private final EmbeddedBroker broker;
  private final World world;
  private final CompletableFuture<Void> failure = new CompletableFuture<>();

  /**
   * Starts the world.
   *
   * @throws WorldException if a part of it does not start; everything that had started is closed
   *     again
   */
  public RealWorld(WorldFolder folder) throws WorldException {
    this(folder, ReplicaListener.NONE);
  }

  /**
   * Starts the world like the other constructor, and notifies a listener of each replica that
   * starts.
   */
  public RealWorld(WorldFolder folder, ReplicaListener listener) throws WorldException {
    FaultHandler faults = FaultHandler.logging(log);
    opened = new OpenedParts(faults);
    try (Opening opening = new Opening(opened::close)) {
      SystemClock clock = new SystemClock();
      Path brokerFolder = folder.folder().resolve(BROKER_FOLDER);
      broker =
          opened.add(
              EmbeddedBroker.start(
                  EmbeddedBroker.Config.of(brokerFolder, 0)
                      .with(
                          BrokerEnd.listener(
                              brokerFolder, "the world", failure::completeExceptionally))));
      SystemTimers worldTimers = opened.add(new SystemTimers("waymark-world", faults));
      TimersPerAs timers = opened.add(new TimersPerAs(faults));
      world =
          opened.add(
              new World(
                  folder.plan(),
                  new KafkaLogs(broker.bootstrapServers(), clock),
                  new Ports(
                      clock,
                      worldTimers,
                      new UdpDatagrams(faults),
                      new UnixStreams(faults),
                      new SecureRandom(),
                      faults),
                  timers::of,
                  World.Mode.REAL,
                  listener));
      opening.succeeded();
    } catch (StartupException | EmbeddedBrokerException e) {
      throw new WorldException(e.getMessage(), e);
    } catch (WorldException e) {
      throw isAddressTaken(e) ? beside(e) : e;
    }
  }

  private static boolean isAddressTaken(Throwable failure) {
    return failure instanceof BindException
        || failure.getCause() != null && isAddressTaken(failure.getCause());
  }

  private static WorldException beside(WorldException taken) {
    return new WorldException(
        taken.getMessage()
            + ". If another world is running on this machine, create this one with a different"
            + " --loopback, so that both can run at the same time",
        taken);
  }

  @Override
  public World world() {
    return world;
  }

  @Override
  public boolean isVirtual() {
    return false;
  }

  @Override
  public Optional<String> bootstrapServers() {
    return Optional.of(broker.bootstrapServers());
  }

  @Override
  public long advance(long ms) throws WorldException {
    throw new WorldException(
        "cannot advance the clock of a world that runs in real time: run the world with --virtual");
  }

  @Override
  public <T> T await(CompletableFuture<T> future) {
    return future.join();
  }

  /** A future that fails if the broker stops unexpectedly, for example because the disk is full. */
  @Override
  public CompletableFuture<Void> failure() {
    return failure;
  }

  @Override
  public void close() {
    opened.close();
  }
}
