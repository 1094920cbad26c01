package org.waymark.edge.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Guesses which key was meant by one that does not exist. */
public final class NearestKey {
  private NearestKey() {}

  /**
   * {@return the known key with the smallest number of single-character changes to the given one;
   * empty if that number exceeds a third of its length}
   */
  public static Optional<String> of(String unknown, Collection<String> known) {
    return known.stream()
        .min(
            Comparator.<String>comparingInt(key -> distance(unknown, key))
                .thenComparing(Comparator.naturalOrder()))
        .filter(key -> distance(unknown, key) * 3 <= Math.max(key.length(), unknown.length()));
  }

  /** {@return the Levenshtein distance, ignoring case} */
  private static int distance(String one, String other) {
    String from = one.toLowerCase(Locale.ROOT);
    String to = other.toLowerCase(Locale.ROOT);
    int[] previous = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int[] current = new int[to.length() + 1];
      current[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int replaced = previous[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(replaced, 1 + Math.min(previous[j], current[j - 1]));
      }
      previous = current;
    }
    return previous[to.length()];
  }
}
