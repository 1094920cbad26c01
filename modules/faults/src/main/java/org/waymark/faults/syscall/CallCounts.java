package org.waymark.faults.syscall;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The number of system calls in a trace.
 *
 * @param most for each kind of call, the number of calls by the thread that made the most
 */
record CallCounts(Map<SystemCall, Integer> most) {
  /** Matches a line such as {@code 17176 write(1, "1\n", 2) = 2}. */
  private static final Pattern LINE = Pattern.compile("(\\d+) +(\\w+)\\(.*");

  /** Counts the calls in the output of strace. */
  static CallCounts of(Path trace) throws IOException {
    Map<List<String>, Integer> byThread = new HashMap<>();
    Map<SystemCall, Integer> most = new EnumMap<>(SystemCall.class);
    for (String line : Files.readAllLines(trace)) {
      Matcher found = LINE.matcher(line);
      if (found.matches()) {
        // strace counts the calls of each name on its own.
        int count = byThread.merge(List.of(found.group(1), found.group(2)), 1, Integer::sum);
        for (SystemCall call : SystemCall.values()) {
          if (List.of(call.names().split(",")).contains(found.group(2))) {
            most.merge(call, count, Math::max);
          }
        }
      }
    }
    return new CallCounts(most);
  }

  int most(SystemCall call) {
    return most.getOrDefault(call, 0);
  }
}
