package org.waymark.world.live;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.waymark.runtime.simulation.NetworkConditions;
import org.waymark.world.World;
import org.waymark.world.WorldException;
import org.waymark.world.folder.WorldFolder;
import org.waymark.world.simulation.SimulatedWorld;

/** A world in which time passes only on request. Used by one thread at a time. */
public final class VirtualWorld implements LiveWorld {
  private static final long PATIENCE_MS = 10_000;

  private final SimulatedWorld simulated;

  public VirtualWorld(WorldFolder folder) throws WorldException {
    simulated = new SimulatedWorld(folder.topology(), folder.settings(), NetworkConditions.GOOD);
  }

  @Override
  public World world() {
    return simulated.world();
  }

  @Override
  public boolean isVirtual() {
    return true;
  }

  @Override
  public Optional<String> bootstrapServers() {
    return Optional.empty();
  }

  @Override
  public long advance(long ms) {
    return simulated.advanceStep(ms);
  }

  @Override
  public <T> T await(CompletableFuture<T> future) {
    return simulated.await(future, PATIENCE_MS);
  }

  /** A future that never fails, because the logs are in memory. */
  @Override
  public CompletableFuture<Void> failure() {
    return new CompletableFuture<>();
  }

  @Override
  public void close() {
    simulated.close();
  }
}
