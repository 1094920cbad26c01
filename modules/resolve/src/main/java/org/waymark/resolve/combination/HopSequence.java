package org.waymark.resolve.combination;

import java.util.List;
import java.util.Optional;

/**
 * A filter for paths, written in the language of {@code scion showpaths --sequence}: hop predicates
 * separated by spaces, which must match all hops of a path in order.
 *
 * <pre>
 *  predicate   ISD | ISD-AS | ISD-AS#IF | ISD-AS#IN,OUT
 *              0 in any place matches anything; IF is the interface on either side, IN where a packet
 *              enters the AS, OUT where it leaves; IN is 0 at the source, OUT at the destination
 *  operators   ?  at most once    +  at least once    *  any number of times
 *              |  either          ( )  grouping
 * </pre>
 *
 * <p>{@code ? + *} bind most tightly, then {@code |}, then concatenation: {@code 1-11 2 | 3} means
 * 1-11, then ISD 2 or ISD 3. A blank sequence matches every path. Immutable.
 */
public final class HopSequence {
  private final String text;
  private final Optional<HopAutomaton> automaton;

  private HopSequence(String text, Optional<HopAutomaton> automaton) {
    this.text = text;
    this.automaton = automaton;
  }

  /**
   * Parses a sequence.
   *
   * @throws HopSequenceException if the text is not a valid sequence; the message says where the
   *     error is
   */
  public static HopSequence parse(String text) throws HopSequenceException {
    return new HopSequence(
        text, text.isBlank() ? Optional.empty() : Optional.of(new HopSequenceParser(text).parse()));
  }

  /** {@return whether the path matches this sequence} */
  public boolean matches(EndToEndPath path) {
    return automaton.isEmpty() || automaton.get().matches(hops(path));
  }

  /**
   * {@return the hops to match} A path inside one AS has no hops, as in {@code scion showpaths}.
   */
  private static List<PathHop> hops(EndToEndPath path) {
    return path.interfaces().isEmpty() ? List.of() : path.hops();
  }

  /** {@return the text from which this sequence was parsed} */
  @Override
  public String toString() {
    return text;
  }
}
