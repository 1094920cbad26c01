package org.waymark.log;

import java.util.Arrays;
import org.waymark.segment.ByteString;

/**
 * An entry to append to a topic.
 *
 * @param key the record key, possibly empty (APPLY, Identities and keys)
 * @param kind the ASCII name of the kind of event, written to a header so that other consumers can
 *     filter
 * @param value an encoded event; must never be modified
 */
public record Entry(ByteString key, String kind, byte[] value) {
  @Override
  public boolean equals(Object other) {
    return other instanceof Entry that
        && key.equals(that.key)
        && kind.equals(that.kind)
        && Arrays.equals(value, that.value);
  }

  @Override
  public int hashCode() {
    return key.hashCode() * 31 + Arrays.hashCode(value);
  }

  @Override
  public String toString() {
    return "Entry[%s, key %s, %d bytes]".formatted(kind, key, value.length);
  }
}
