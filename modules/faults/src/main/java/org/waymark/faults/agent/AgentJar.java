package org.waymark.faults.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/**
 * The jar that loads the agent. It has a manifest only, because the classes of the agent are on the
 * class path of the child process anyway.
 */
public final class AgentJar {
  private static final Period FLUSH =
      new Period(
          "org.waymark.server.replay.FollowerThreads",
          "FLUSH_EVERY_NS",
          TimeUnit.MILLISECONDS.toNanos(250));
  private static final Period SIGN =
      new Period("org.waymark.server.checkpoint.CheckpointSigning", "EVERY_MS", 1_000);

  private final Path file;

  private AgentJar(Path file) {
    this.file = file;
  }

  /**
   * Writes the jar.
   *
   * @param directory the directory in which it is created
   */
  public static AgentJar write(Path directory) throws IOException {
    Path file = directory.resolve("agent.jar");
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.put(new Attributes.Name("Premain-Class"), FailpointAgent.class.getName());
    try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file), manifest)) {
      jar.finish();
    }
    return new AgentJar(file);
  }

  /**
   * What happens at a place.
   *
   * @param hit the number of the hit at which it happens, from 1
   */
  public record Plan(FailpointPlace place, int hit, Action action) {}

  /**
   * What the child process does.
   *
   * @param ends whether the process ends, as if by SIGKILL, instead of going on
   * @param after ends: the time that the thread goes on until then; otherwise the time for which
   *     the thread is delayed
   */
  public record Action(boolean ends, Duration after) {
    /** The process ends at the place. */
    public static final Action END = new Action(true, Duration.ZERO);

    /** {@return the end of the process, some time after it has reached the place} */
    public static Action endAfter(Duration time) {
      return new Action(true, time);
    }

    /** {@return a delay of the thread} */
    public static Action delay(Duration time) {
      return new Action(false, time);
    }
  }

  /**
   * {@return the JVM option for an agent that makes a replica flush its store and sign checkpoints
   * often} A replica flushes every 30 s and signs every minute, which is too seldom for a fault to
   * meet it.
   */
  public String hurried() {
    return option(hurry());
  }

  /** {@return the JVM option for an agent that also carries out a plan} */
  public String hurried(Plan plan) {
    List<String> words = new ArrayList<>(hurry());
    words.add(FailpointAgent.TARGET + plan.place().target());
    words.add(FailpointAgent.HIT + plan.hit());
    words.add(
        (plan.action().ends() ? FailpointAgent.END : FailpointAgent.DELAY)
            + plan.action().after().toNanos());
    return option(words);
  }

  private static List<String> hurry() {
    return List.of(FailpointAgent.PERIOD + FLUSH.text(), FailpointAgent.PERIOD + SIGN.text());
  }

  private String option(List<String> words) {
    return "-javaagent:" + file + "=" + String.join(",", words);
  }
}
