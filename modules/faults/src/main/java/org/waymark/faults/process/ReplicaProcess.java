package org.waymark.faults.process;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.waymark.faults.BrokenPromiseException;
import org.waymark.faults.InvalidRunException;
import org.waymark.faults.Promise;
import org.waymark.runtime.Waiting;

/**
 * A replica that runs in child processes, one after another, with one store and one address. Used
 * by one thread.
 */
public final class ReplicaProcess implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration READY_WITHIN = Duration.ofSeconds(10);
  private static final long EVENTS_PER_S = 300_000;
  private static final Duration STOPPED_WITHIN = Duration.ofSeconds(5);
  private static final Duration STATUS_WITHIN = Duration.ofSeconds(1);
  private static final Duration LOOK_EVERY = Duration.ofMillis(50);

  private final String id;
  private final Path config;
  private final Path store;
  private final InetSocketAddress address;
  private final ProcessWorld world;
  private final List<Path> logs = new ArrayList<>();
  private List<String> options = List.of();
  private List<Path> build = List.of();
  private Optional<ChildJvm> child = Optional.empty();
  private final Set<Integer> mayRebuild = new HashSet<>();
  private boolean rebuildAllowed;
  private volatile int incarnation;
  private long statusNumber;

  ReplicaProcess(
      String id, Path config, Path store, InetSocketAddress address, ProcessWorld world) {
    this.id = id;
    this.config = config;
    this.store = store;
    this.address = address;
    this.world = world;
  }

  /**
   * Makes the following processes run another build.
   *
   * @param classes the classes in which that build differs from this one; empty for this build
   */
  public void use(Optional<Path> classes) {
    build = classes.stream().toList();
  }

  /** Starts a process. See {@link #awaitReady}. */
  public void start(List<String> jvmOptions) throws IOException {
    options = List.copyOf(jvmOptions);
    rebuildAllowed = false;
    startAgain();
  }

  /** Starts a process with the same options as the last one. */
  public void startAgain() throws IOException {
    incarnation++;
    if (rebuildAllowed) {
      mayRebuild.add(incarnation);
    }
    Path log = config.resolveSibling(id + "-" + incarnation + ".log");
    logs.add(log);
    child =
        Optional.of(
            ChildJvm.start(
                ReplicaMain.class, ClassCache.REPLICA, options, build, log, config.toString()));
  }

  /**
   * Waits until the replica is ready, which it must be 10 s after the last fault plus 1 s per
   * 300,000 events. If a process refuses to start because no log can be reached and there is no
   * store yet, it is restarted, as a service manager would do.
   *
   * @param lastFault the moment of the last fault, such as the restart of this replica
   * @param events the number of events to apply
   * @return the position and digest that the replica reports
   */
  public Standing awaitReady(ProcessWorld.Moment lastFault, long events)
      throws IOException, InterruptedException, BrokenPromiseException, InvalidRunException {
    Duration limit = READY_WITHIN.plusMillis(events * 1_000 / EVENTS_PER_S);
    while (true) {
      Optional<Standing> standing = status();
      if (standing.isPresent() && standing.get().state().equals("ready")) {
        ready(lastFault, limit);
        checkResources();
        world.observe(id + "." + incarnation, standing.get());
        return standing.get();
      }
      if (world.isOver(limit, lastFault)) {
        throw new BrokenPromiseException(
            Promise.READY_IN_TIME,
            "%s is not ready %d ms after the last fault, but %s; the limit is %d ms, extended by %.1f because the machine is busy"
                .formatted(
                    id,
                    world.since(lastFault).toMillis(),
                    standing.map(Standing::state).orElse("does not answer"),
                    limit.toMillis(),
                    world.busyFactor(lastFault)));
      }
      restartIfRefused();
      Waiting.pause(LOOK_EVERY);
    }
  }

  private void ready(ProcessWorld.Moment lastFault, Duration limit) {
    Duration took = world.since(lastFault);
    world.count("ready-ms", took.toMillis());
    world.count("ready", 1);
    if (took.compareTo(limit) > 0) {
      world.count("ready-late-on-busy-machine", 1);
    }
  }

  private void checkResources() throws IOException, BrokenPromiseException {
    ResourceUse.of(child.orElseThrow().pid()).requireBounded(id + "." + incarnation);
    world.count("resources-checked", 1);
  }

  private void restartIfRefused() throws IOException, InterruptedException, BrokenPromiseException {
    Optional<Integer> code = child.orElseThrow().awaitEnd(Duration.ZERO);
    if (code.isEmpty()) {
      return;
    }
    if (code.get() != ReplicaMain.REFUSED) {
      throw new BrokenPromiseException(
          Promise.NO_CRASH, id + " ended with exit code " + code.get() + ": see " + log());
    }
    world.count("starts-refused", 1);
    startAgain();
  }

  /** {@return the position and digest that the replica reports; empty if it does not answer} */
  public Optional<Standing> status() throws InterruptedException {
    statusNumber++;
    ChildJvm process = child.orElseThrow();
    process.send("status " + statusNumber);
    return process.await("status-" + statusNumber, STATUS_WITHIN).map(ReplicaProcess::parse);
  }

  private static Standing parse(String text) {
    try {
      return JSON.readValue(text, Standing.class);
    } catch (JsonProcessingException malformed) {
      throw new UncheckedIOException(malformed);
    }
  }

  /**
   * Waits until the process exits by itself, with an exit code other than the one for a refused
   * start.
   *
   * @throws InvalidRunException if it ends with another exit code, or not in time
   */
  public void requireEnd(int exitCode, Duration limit)
      throws IOException, InterruptedException, BrokenPromiseException, InvalidRunException {
    ProcessWorld.Moment start = world.moment();
    while (!child.orElseThrow().awaitEnd(LOOK_EVERY).equals(Optional.of(exitCode))) {
      requireAlive(limit, start, "to end with exit code " + exitCode);
    }
  }

  /**
   * Waits until the process prints an answer without a request.
   *
   * @throws InvalidRunException if it prints none in time
   */
  public void requireAnswer(String name, Duration limit)
      throws IOException, InterruptedException, BrokenPromiseException, InvalidRunException {
    ProcessWorld.Moment start = world.moment();
    while (child.orElseThrow().await(name, LOOK_EVERY).isEmpty()) {
      requireAlive(limit, start, "to say " + name);
    }
  }

  private void requireAlive(Duration limit, ProcessWorld.Moment start, String expected)
      throws IOException, InterruptedException, BrokenPromiseException, InvalidRunException {
    restartIfRefused();
    if (world.isOver(limit, start)) {
      throw new InvalidRunException(
          "%s was expected %s, but did not: see %s".formatted(id, expected, log()));
    }
  }

  /** Kills the process as if by SIGKILL. */
  public void kill() throws InterruptedException {
    child.orElseThrow().kill();
  }

  /** Requests an orderly stop of the process, without waiting for it. */
  public void requestStop() {
    child.orElseThrow().send("stop");
  }

  /** Stops the process in an orderly way. The process must end within 5 s. */
  public void stop() throws InterruptedException, BrokenPromiseException, InvalidRunException {
    ProcessWorld.Moment asked = world.moment();
    requestStop();
    awaitStopped(asked);
  }

  /**
   * Waits for a process that was asked to stop. The process must exit within 5 s.
   *
   * @param asked the time of the request, or of the last fault after the request
   */
  public void awaitStopped(ProcessWorld.Moment asked)
      throws InterruptedException, BrokenPromiseException, InvalidRunException {
    while (true) {
      Optional<Integer> code = child.orElseThrow().awaitEnd(LOOK_EVERY);
      if (code.isPresent() && code.get() == 0) {
        return;
      }
      if (code.isPresent()) {
        throw new BrokenPromiseException(
            Promise.NO_CRASH, id + " stopped with exit code " + code.get() + ": see " + log());
      }
      if (world.isOver(STOPPED_WITHIN, asked)) {
        throw new BrokenPromiseException(
            Promise.READY_IN_TIME,
            "%s did not stop within %d ms".formatted(id, world.since(asked).toMillis()));
      }
    }
  }

  /** {@return the id of the last process} */
  Optional<Long> process() {
    return child.map(ChildJvm::pid);
  }

  public String id() {
    return id;
  }

  /** {@return the number of processes started so far} */
  public int incarnation() {
    return incarnation;
  }

  /**
   * Allows the current process, and all processes that {@link #startAgain} starts, to rebuild the
   * store, because the store or the log is damaged.
   */
  public void mayRebuild() {
    rebuildAllowed = true;
    mayRebuild.add(incarnation);
  }

  boolean mayRebuild(int process) {
    return mayRebuild.contains(process);
  }

  /** {@return the configuration file} */
  public Path config() {
    return config;
  }

  /** {@return the directory of the store} */
  public Path store() {
    return store;
  }

  /** {@return the address on which the replica listens} */
  public InetSocketAddress address() {
    return address;
  }

  /** {@return the log file of the last process} */
  public Path log() {
    return logs.getLast();
  }

  /** {@return the log files of all processes} */
  List<Path> logs() {
    return List.copyOf(logs);
  }

  @Override
  public void close() {
    child.ifPresent(ChildJvm::close);
  }
}
