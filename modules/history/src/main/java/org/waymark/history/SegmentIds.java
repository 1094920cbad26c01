package org.waymark.history;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.waymark.segment.SegmentId;
import org.waymark.segment.SegmentKey;
import org.waymark.store.history.HistoryView;

/** Finds segments by the first digits of their ids. */
public final class SegmentIds {
  /**
   * The maximum number of keys to read. One segment has several keys if it was registered under
   * several types.
   */
  private static final int MOST = 100;

  /** The maximum number of ids to list if several ids begin with the digits. */
  private static final int MOST_NAMED = 10;

  private static final Pattern DIGITS = Pattern.compile("([0-9a-f]{2}){4,32}");

  private SegmentIds() {}

  /**
   * Finds the keys with the given id, one for each type.
   *
   * @throws IllegalArgumentException if the text is not an id, or if several ids begin with it
   * @throws UnknownPastException if no record contained such a segment
   */
  public static List<SegmentKey> find(HistoryView history, String text) {
    String digits = text.toLowerCase(Locale.ROOT);
    if (!DIGITS.matcher(digits).matches()) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' is not a segment id: give the first 8 to 64 hexadecimal digits of the id (an"
              + " even number of digits)");
    }
    List<SegmentKey> keys = history.segments(digits, MOST);
    List<SegmentId> ids = keys.stream().map(SegmentKey::id).distinct().toList();
    if (ids.isEmpty()) {
      throw new UnknownPastException(
          "no record from offset %d to %d contained a segment %s"
              .formatted(history.first(), history.next() - 1, text),
          history.first() > 0);
    }
    if (ids.size() > 1) {
      throw new IllegalArgumentException(
          "the ids of %s segments begin with %s: %s%s. Give more digits"
              .formatted(
                  keys.size() < MOST ? ids.size() : "at least " + ids.size(),
                  text,
                  ids.stream()
                      .limit(MOST_NAMED)
                      .map(SegmentId::toString)
                      .collect(Collectors.joining(", ")),
                  ids.size() > MOST_NAMED ? ", and others" : ""));
    }
    return keys;
  }
}
