package org.waymark.world.topology;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The keys of a topology file that a world ignores. In SCION's own topology files, such keys
 * specify the services of an AS, its certificate issuer, and the emulation of its links. Not
 * thread-safe.
 */
final class SkippedKeys {
  /** The maximum number of keys to show, because a longer list would be hard to read. */
  private static final int MAX_SHOWN = 20;

  private final Map<Place, SortedMap<String, Integer>> counts = new EnumMap<>(Place.class);

  /** The part of the file in which a key was found. */
  enum Place {
    FILE(""),
    AS("of ASes: "),
    LINK("of links: ");

    private final String text;

    Place(String text) {
      this.text = text;
    }
  }

  void add(Place place, String key) {
    counts
        .computeIfAbsent(place, absent -> new TreeMap<>())
        .merge(YamlPart.shortened(key), 1, Integer::sum);
  }

  /** {@return the skipped keys and their numbers in one line; empty if none were skipped} */
  Optional<String> line() {
    return counts.isEmpty()
        ? Optional.empty()
        : Optional.of(
            counts.entrySet().stream()
                .map(place -> place.getKey().text + text(place.getKey(), place.getValue()))
                .collect(Collectors.joining("; ")));
  }

  private static String text(Place place, SortedMap<String, Integer> keys) {
    String text =
        keys.entrySet().stream()
            .limit(MAX_SHOWN)
            .map(key -> key.getKey() + (place == Place.FILE ? "" : " (" + key.getValue() + ")"))
            .collect(Collectors.joining(", "));
    return keys.size() > MAX_SHOWN ? text + " and " + (keys.size() - MAX_SHOWN) + " others" : text;
  }
}
