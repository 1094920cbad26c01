package org.waymark.wire;

import java.util.Optional;
import java.util.function.Function;

/**
 * The result of decoding untrusted bytes: either a value, or the typed reason for rejecting them.
 * Decoders never throw an exception because of the content of the bytes. Callers distinguish the
 * two cases with {@code switch}.
 */
public sealed interface Decoded<T> {
  /** The bytes decode to this value. */
  record Accepted<T>(T value) implements Decoded<T> {}

  /** The bytes were rejected; no part of them may be used. */
  record Refused<T>(Refusal refusal) implements Decoded<T> {}

  static <T> Decoded<T> accepted(T value) {
    return new Accepted<>(value);
  }

  static <T> Decoded<T> refused(RefusalReason reason, String detail) {
    return new Refused<>(new Refusal(reason, detail));
  }

  /** {@return the value, or empty if the bytes were rejected} */
  default Optional<T> asOptional() {
    return switch (this) {
      case Accepted<T>(T value) -> Optional.of(value);
      case Refused<T> refused -> Optional.empty();
    };
  }

  /** {@return the reason for the rejection, or empty if the bytes were accepted} */
  default Optional<Refusal> whyRefused() {
    return switch (this) {
      case Accepted<T> accepted -> Optional.empty();
      case Refused<T>(Refusal refusal) -> Optional.of(refusal);
    };
  }

  /**
   * Passes the value to the next step.
   *
   * @return the result of the next step, or this rejection if there is no value
   */
  default <U> Decoded<U> then(Function<? super T, Decoded<U>> next) {
    return switch (this) {
      case Accepted<T>(T value) -> next.apply(value);
      case Refused<T>(Refusal refusal) -> new Refused<>(refusal);
    };
  }

  /**
   * Converts the value.
   *
   * @return the converted value, or this rejection if there is no value
   */
  default <U> Decoded<U> map(Function<? super T, ? extends U> mapping) {
    return then(value -> accepted(mapping.apply(value)));
  }

  /**
   * {@return the value} Use this only for bytes that Waymark itself produced.
   *
   * @throws IllegalStateException if the bytes were rejected, with the reason
   */
  default T orElseThrow() {
    return switch (this) {
      case Accepted<T>(T value) -> value;
      case Refused<T>(Refusal refusal) -> throw new IllegalStateException(refusal.toString());
    };
  }
}
