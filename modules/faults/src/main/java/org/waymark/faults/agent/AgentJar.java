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
 * The jar that loads the agent. It contains only a manifest, because the agent's classes are on the
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
   * An action at a point in the code.
   *
   * @param hit the number of the hit at which the action is taken, counted from 1
   */
  public record Plan(FailpointPlace place, int hit, Action action) {}

  /**
   * The action that a child process takes.
   *
   * @param ends whether the process is killed, as if by SIGKILL, instead of continuing
   * @param after the time for which the thread still runs before the process is killed or, if the
   *     process is not killed, the delay of the thread
   */
  public record Action(boolean ends, Duration after) {
    /** The process is killed when it reaches the point. */
    public static final Action END = new Action(true, Duration.ZERO);

    /**
     * {@return the action that kills the process some time after the process has reached the point}
     */
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
   * often} Normally, a replica flushes every 30 s and signs every minute, which is too rare for
   * faults to coincide with it.
   */
  public String hurried() {
    return option(hurry());
  }

  /** {@return the JVM option for an agent that does the same and also carries out a plan} */
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
