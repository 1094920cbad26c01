package org.waymark.faults.command;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * The results of completed runs, one JSON object per line. A command that is given the file of an
 * interrupted command performs only the missing runs. Safe for use by several threads.
 */
final class ResultsFile {
  private static final JsonMapper JSON = new JsonMapper();

  private final Optional<Path> file;
  private final Set<Key> keys = new HashSet<>();
  private List<RunResult> results = new ArrayList<>();

  /** Identifies a run. */
  private record Key(String suite, long seed, long number) {}

  /**
   * Reads a file.
   *
   * @param file the file, which is created with the first result if it does not exist; empty to
   *     keep results only in memory
   */
  ResultsFile(Optional<Path> file) throws IOException {
    this.file = file;
    if (file.isPresent() && Files.exists(file.get())) {
      for (String line : Files.readAllLines(file.get())) {
        remember(JSON.readValue(line, RunResult.class));
      }
    }
  }

  private void remember(RunResult result) {
    LongStream.rangeClosed(result.first(), result.last())
        .forEach(number -> keys.add(new Key(result.suite(), result.seed(), number)));
    results.add(result);
  }

  /** {@return the results of a suite with the given seed} */
  synchronized List<RunResult> of(String suite, long seed) {
    return results.stream().filter(one -> one.suite().equals(suite) && one.seed() == seed).toList();
  }

  synchronized boolean contains(String suite, long seed, long number) {
    return keys.contains(new Key(suite, seed, number));
  }

  synchronized void add(RunResult result) throws IOException {
    remember(result);
    if (file.isPresent()) {
      Files.writeString(
          file.get(), line(result), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
  }

  /**
   * Rewrites the file with one line for all consecutive runs of a suite that kept their promises,
   * so that the results of a release stay small enough to be kept with the code.
   */
  synchronized void condense() throws IOException {
    List<RunResult> condensed = new ArrayList<>();
    results.sort(
        Comparator.comparing(RunResult::suite)
            .thenComparing(RunResult::seed)
            .thenComparing(RunResult::first));
    for (RunResult result : results) {
      if (!condensed.isEmpty() && condensed.getLast().isContinuedBy(result)) {
        condensed.add(condensed.removeLast().and(result));
      } else {
        condensed.add(result);
      }
    }
    results = condensed;
    if (file.isPresent()) {
      Path next = file.get().resolveSibling(file.get().getFileName() + ".new");
      Files.writeString(
          next, results.stream().map(ResultsFile::line).collect(Collectors.joining()));
      Files.move(next, file.get(), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static String line(RunResult result) {
    return JSON.valueToTree(result) + "\n";
  }
}
