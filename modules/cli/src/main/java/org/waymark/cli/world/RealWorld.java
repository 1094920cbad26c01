package org.waymark.cli.world;

import java.net.BindException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.cli.command.BrokerEnd;
import org.waymark.edge.Ports;
import org.waymark.edge.config.StartupException;
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
import org.waymark.world.World;
import org.waymark.world.WorldException;
import org.waymark.world.folder.WorldFolder;

/** A world for people: UDP sockets, RocksDB, and a Kafka broker of its own, in one process. */
public final class RealWorld implements LiveWorld {
  private static final Logger log = LoggerFactory.getLogger(RealWorld.class);
  private static final String BROKER_FOLDER = "kafka";

  private final OpenedParts opened;
  private final World world;
  private final CompletableFuture<Void> failure = new CompletableFuture<>();

  /**
   * Starts everything.
   *
   * @throws WorldException when something does not start: nothing runs then
   */
  public RealWorld(WorldFolder folder) throws WorldException {
    FaultHandler faults = FaultHandler.logging(log);
    opened = new OpenedParts(faults);
    try (Opening opening = new Opening(opened::close)) {
      SystemClock clock = new SystemClock();
      Path brokerFolder = folder.folder().resolve(BROKER_FOLDER);
      EmbeddedBroker broker =
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
                  World.Mode.REAL));
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
            + ". When another world runs on this machine: worlds made with another --loopback can"
            + " run at once",
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
  public long advance(long ms) throws WorldException {
    throw new WorldException(
        "time passes by itself in this world: run one with --virtual to say when it does");
  }

  @Override
  public <T> T await(CompletableFuture<T> future) {
    return future.join();
  }

  /** It fails when the broker has ended by itself, as on a full disk. */
  @Override
  public CompletableFuture<Void> failure() {
    return failure;
  }

  @Override
  public void close() {
    opened.close();
  }
}
