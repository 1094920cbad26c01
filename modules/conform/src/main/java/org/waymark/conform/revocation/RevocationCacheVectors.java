package org.waymark.conform.revocation;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.waymark.conform.vector.Findings;
import org.waymark.conform.vector.Rule;
import org.waymark.conform.vector.UnreadableException;
import org.waymark.conform.vector.VectorCase;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.segment.Revocation;

/**
 * Compares recorded steps of the original's revocation store. That store kept one current
 * revocation per interface, and accepted only current revocations of a newer epoch.
 */
final class RevocationCacheVectors {
  /** The AS of steps that do not specify one. */
  private static final IsdAs DEFAULT_IA = IsdAs.of(1, 11);

  private record Interface(IsdAs ia, long id) {}

  private final Findings findings;
  private final Map<Interface, Revocation> stored = new HashMap<>();
  private long latestMs = Long.MIN_VALUE;

  RevocationCacheVectors(Findings findings) {
    this.findings = findings;
  }

  void run(VectorCase vector) {
    List<VectorCase> steps = vector.parts("steps");
    if (vector.has("capacity") && exceeds(vector.smallNumber("capacity"), steps)) {
      findings.skip(
          "it exceeds the capacity of the original's store, and this implementation "
              + "has no such limit");
      return;
    }
    for (int i = 0; i < steps.size(); i++) {
      run(i, steps.get(i));
    }
  }

  private static boolean exceeds(int capacity, List<VectorCase> steps) {
    Set<Interface> added = new HashSet<>();
    steps.stream()
        .filter(step -> step.text("do").equals("add"))
        .forEach(step -> added.add(interfaceOf(step)));
    return added.size() > capacity;
  }

  private void run(int index, VectorCase step) {
    long clockMs = step.timeMs("clock");
    boolean backInTime = clockMs < latestMs;
    latestMs = Math.max(latestMs, clockMs);
    if (backInTime && step.text("do").equals("get")) {
      // The original had already dropped the revocation during a read at a later time.
      findings.used(Rule.READS);
      return;
    }
    Interface of = interfaceOf(step);
    Optional<Revocation> known =
        Optional.ofNullable(stored.get(of)).filter(revocation -> revocation.isCurrent(clockMs));
    switch (step.text("do")) {
      case "add" -> {
        Revocation offered = revocation(step.number("epoch"), Revocation.EPOCH_S);
        boolean taken =
            offered.isCurrent(clockMs)
                && known.filter(held -> held.epoch() >= offered.epoch()).isEmpty();
        if (taken) {
          stored.put(of, offered);
        }
        findings.same("step " + index + " add", step.flag("result"), taken);
      }
      case "get" ->
          findings.same(
              "step " + index + " get",
              step.node("result").isNull() ? Optional.empty() : Optional.of(step.number("result")),
              known.map(Revocation::epoch));
      default -> throw new UnreadableException("step " + index + " is neither add nor get");
    }
  }

  private static Interface interfaceOf(VectorCase step) {
    return new Interface(step.has("ia") ? step.ia("ia") : DEFAULT_IA, step.number("ifID"));
  }

  /**
   * Creates a revocation in which only the epoch and the treeTTL have meaning.
   *
   * @return the revocation
   */
  static Revocation revocation(long epoch, long treeTtlS) {
    return new Revocation(
        DEFAULT_IA,
        1,
        epoch,
        ByteString.EMPTY,
        List.of(),
        ByteString.EMPTY,
        ByteString.EMPTY,
        Revocation.SHA_256,
        treeTtlS);
  }
}
