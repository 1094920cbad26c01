package org.waymark.faults.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Measures the factor by which processes are slower because other programs use the machine.
 * Promises about time apply to a machine with free processors. On a busy machine, the suites extend
 * time limits by this factor, and count the runs that needed the extension.
 *
 * <p>For each thread, Linux counts the time for which it ran, and the time for which it was ready
 * to run but had no processor. The factor is the sum of both times divided by the first. On other
 * systems, the factor is 1.
 */
final class BusyMachine {
  private static final Path PROC = Path.of("/proc");

  private final Supplier<List<Long>> processes;

  /**
   * The processor time of some processes up to a moment, by process id.
   *
   * @param used the time for which the threads ran, and the time for which they waited for a
   *     processor
   */
  record Mark(Map<Long, Used> used) {
    Mark {
      used = Map.copyOf(used);
    }
  }

  /**
   * The time for which threads ran, and the time for which they were ready to run but had no
   * processor.
   */
  record Used(long ranNs, long waitedNs) {
    static final Used NONE = new Used(0, 0);

    Used plus(Used other) {
      return new Used(ranNs + other.ranNs, waitedNs + other.waitedNs);
    }

    Used minus(Used other) {
      return new Used(ranNs - other.ranNs, waitedNs - other.waitedNs);
    }
  }

  /**
   * @param processes the ids of the processes to measure
   */
  BusyMachine(Supplier<List<Long>> processes) {
    this.processes = processes;
  }

  /** {@return the current moment, for {@link #factorSince}} */
  Mark mark() {
    Map<Long, Used> used = new HashMap<>();
    for (long process : processes.get()) {
      used.put(process, used(process));
    }
    return new Mark(used);
  }

  private static Used used(long process) {
    Path tasks = PROC.resolve(Long.toString(process)).resolve("task");
    Used all = Used.NONE;
    try (Stream<Path> threads = Files.list(tasks)) {
      for (Path thread : threads.toList()) {
        all = all.plus(ofThread(thread.resolve("schedstat")));
      }
    } catch (IOException ended) {
      // The process has ended, or this system has no such files.
      return all;
    }
    return all;
  }

  private static Used ofThread(Path file) {
    try {
      String[] numbers = Files.readString(file).strip().split(" ");
      return new Used(Long.parseLong(numbers[0]), Long.parseLong(numbers[1]));
    } catch (IOException ended) {
      return Used.NONE;
    }
  }

  /** {@return the factor by which the processes have been slower since a moment, 1 or more} */
  double factorSince(Mark mark) {
    Used since = Used.NONE;
    for (Map.Entry<Long, Used> now : mark().used().entrySet()) {
      Used used = now.getValue().minus(mark.used().getOrDefault(now.getKey(), Used.NONE));
      if (used.ranNs() > 0 && used.waitedNs() >= 0) {
        since = since.plus(used);
      }
    }
    return since.ranNs() == 0
        ? 1
        : Math.max(1, (double) (since.ranNs() + since.waitedNs()) / since.ranNs());
  }
}
