package org.waymark.conform.specified;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.waymark.conform.scenario.ScenarioPackets;
import org.waymark.conform.scenario.ScenarioPools;
import org.waymark.conform.scenario.ScenarioServer;
import org.waymark.conform.scenario.SentMessage;
import org.waymark.conform.scenario.StepResult;
import org.waymark.conform.vector.RecordedForm;
import org.waymark.conform.vector.Rule;
import org.waymark.conform.vector.VectorCase;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.Revocation;
import org.waymark.segment.SegmentType;
import org.waymark.wire.message.SegmentRequest;

/**
 * A path server written directly from the text of the specification, with plain lists and loops,
 * for scenarios of a few steps. Without rules, it behaves like the original server; with all rules,
 * it behaves as Waymark must. Comparing the two shows how rules that do more than leave something
 * out change a recorded expectation. For example, a rejected segment is missing in every later
 * reply, and a request that the original server answered may now be forwarded.
 *
 * <p>It does not model requests for trust material and their replies, nor the original's master,
 * which no longer exists.
 */
public final class SpecifiedServer {
  private static final long PENDING_MS = 2_000;
  private static final long WAITING_MS = 10_000;

  private final ScenarioServer server;
  private final ScenarioPools pools;
  private final SpecifiedTrust trust;
  private final Set<Rule> rules;
  private final SpecifiedRoutes routes;
  private final SpecifiedStore store = new SpecifiedStore();
  private final SpecifiedRevocations revocations;
  private final SpecifiedPropagation propagation;

  /** The pending requests by destination, then by requester. */
  private final Map<String, Map<String, Pending>> pending = new LinkedHashMap<>();

  private final Map<Integer, List<Waiting>> waiting = new TreeMap<>();
  private final List<Parked> parked = new ArrayList<>();

  private List<SentMessage> sent = new ArrayList<>();
  private long clockMs;

  /**
   * Whether the message that is being processed contains a segment that may answer pending
   * requests.
   */
  private boolean retryAfterMessage;

  private record Pending(SegmentRequest request, VectorCase from, long sinceMs) {}

  private record Waiting(SegmentRequest request, long sinceMs) {}

  private record Parked(SegmentType type, String name) {}

  /**
   * @param rules the rules that apply
   */
  public SpecifiedServer(
      ScenarioServer server, ScenarioPools pools, SpecifiedTrust trust, Set<Rule> rules) {
    this.server = server;
    this.pools = pools;
    this.trust = trust;
    this.rules = rules;
    this.routes = new SpecifiedRoutes(server, pools);
    this.revocations = new SpecifiedRevocations(store, rules);
    this.propagation = new SpecifiedPropagation(server, store, trust, routes, rules);
  }

  /**
   * Replays the next step.
   *
   * @return its result
   */
  public StepResult play(VectorCase step, long atMs) {
    clockMs = atMs;
    sent = new ArrayList<>();
    SortedSet<String> outcome = new TreeSet<>();
    switch (step.text("do")) {
      case "register", "sharedCache" -> register(step);
      case "request" -> outcome = request(step);
      case "revoke" -> revoke(step);
      case "trust" -> {
        if (trust.take(step.text("name"))) {
          List<Parked> again = List.copyOf(parked);
          parked.clear();
          again.forEach(one -> judge(one.type(), one.name()));
          if (retryAfterMessage) {
            retryAfterMessage = false;
            retry();
          }
        }
      }
      case "worker" -> {
        sent.addAll(propagation.cycle(clockMs));
        retry();
      }
      default -> {
        // This message has no effect on the model.
      }
    }
    return new StepResult(sent, outcome, store.names(clockMs), pendingCounts(), waitingCounts());
  }

  private void register(VectorCase step) {
    if (step.has("revInfos")) {
      step.list("revInfos")
          .forEach(name -> revocations.aside(pools.revocation(name.asText()), clockMs));
    }
    for (JsonNode record : step.list("records")) {
      ScenarioPools.type(record.path(0).asText())
          .ifPresent(type -> judge(type, pools.canonical(record.path(1).asText())));
    }
    if (retryAfterMessage) {
      retryAfterMessage = false;
      retry();
    }
  }

  private void judge(SegmentType type, String name) {
    Optional<PathSegment> decoded = pools.segment(name);
    if (decoded.isEmpty()) {
      return;
    }
    PathSegment segment = decoded.get();
    if (rules.contains(Rule.REFUSED) && trust.isRefused(segment, type, clockMs)) {
      return;
    }
    switch (trust.verify(segment, clockMs)) {
      case VERIFIED -> verified(type, name, segment);
      case MISSING -> parked.add(new Parked(type, name));
      case REFUSED -> {
        // This step has no effect on the model.
      }
    }
  }

  private void verified(SegmentType type, String name, PathSegment segment) {
    boolean taken = !(server.core() && type == SegmentType.UP);
    List<SpecifiedRevocations.Unproven> proven = revocations.arrived(segment, clockMs);
    if (taken && !revocations.refuse(segment, clockMs)) {
      Optional<SpecifiedStore.Held> stored = store.put(name, type, segment, clockMs);
      propagation.registered(name, type, segment, clockMs);
      stored.filter(SpecifiedStore.Held::added).ifPresent(this::release);
    }
    if (rules.contains(Rule.WHOLE)) {
      retryAfterMessage = true;
    } else {
      retry();
    }
    proven.forEach(one -> one.sender().ifPresent(sender -> forward(one.revocation(), sender)));
  }

  /** Sends the requests that were waiting for a segment such as the added one (PROTOCOL 6.4). */
  private void release(SpecifiedStore.Held added) {
    PathSegment segment = added.segment();
    SegmentType needed = server.core() ? SegmentType.CORE : SegmentType.UP;
    boolean endsHere = segment.lastIa().equals(server.ia());
    if (added.type() != needed
        || !trust.isCore(segment.firstIa())
        || rules.contains(Rule.WAITING) && !endsHere) {
      return;
    }
    dropExpired();
    int isd = server.core() ? segment.firstIa().isd() : server.ia().isd();
    List<Waiting> released = waiting.remove(isd);
    if (released != null && endsHere) {
      released.forEach(
          one ->
              routes
                  .over(segment, "segReq", SpecifiedRoutes.request(one.request()))
                  .ifPresent(sent::add));
    }
  }

  private SortedSet<String> request(VectorCase step) {
    SegmentRequest request = ScenarioPackets.request(step);
    VectorCase from = step.part("from");
    SortedSet<String> outcome = new TreeSet<>();
    if (!request.dst().equals(server.ia())) {
      SpecifiedResolution resolution = resolve(request);
      if (answer(request, from, resolution)) {
        outcome.add(StepResult.REPLY);
      }
      if (server.core() && !request.cacheOnly()) {
        resolution.unreached().forEach(ia -> pend(ia, request, from, outcome));
      }
      boolean nothing = resolution.found().isEmpty() && resolution.unreached().isEmpty();
      if (nothing && !(server.core() && request.cacheOnly())) {
        pend(request.dst(), request, from, outcome);
        sendOn(request, outcome);
      }
    }
    if (outcome.isEmpty()) {
      outcome.add(StepResult.DROPPED);
    }
    return outcome;
  }

  private void sendOn(SegmentRequest request, Set<String> outcome) {
    IsdAs dst = request.dst();
    boolean toCore = dst.isWildcard() || trust.isCore(dst);
    if (server.core() && (toCore || dst.isd() == server.ia().isd())) {
      return;
    }
    Optional<SpecifiedStore.Held> way = SpecifiedResolution.wayOn(request, server, store, clockMs);
    if (way.isPresent()) {
      routes
          .over(way.get().segment(), "segReq", SpecifiedRoutes.request(request))
          .ifPresent(
              message -> {
                sent.add(message);
                outcome.add(StepResult.FORWARDED);
              });
    } else {
      int isd = server.core() ? dst.isd() : server.ia().isd();
      waiting.computeIfAbsent(isd, key -> new ArrayList<>()).add(new Waiting(request, clockMs));
      outcome.add(StepResult.WAITING);
    }
  }

  private void pend(IsdAs on, SegmentRequest request, VectorCase from, Set<String> outcome) {
    pending
        .computeIfAbsent(
            StepResult.pendingKey(on.toString(), request.sibra()), key -> new LinkedHashMap<>())
        .put(requester(from), new Pending(request, from, clockMs));
    outcome.add(StepResult.PENDING);
  }

  private static String requester(VectorCase from) {
    return SentMessage.requesterText(from.text("ia"), from.text("host"), from.smallNumber("port"));
  }

  private SpecifiedResolution resolve(SegmentRequest request) {
    return SpecifiedResolution.of(
        request,
        server,
        store,
        trust::isCore,
        rules.contains(Rule.USEFUL)
            ? Optional.of(path -> revocations.isUsable(path, clockMs))
            : Optional.empty(),
        clockMs);
  }

  /**
   * Answers a request.
   *
   * @return whether any segments were found
   */
  private boolean answer(SegmentRequest request, VectorCase from, SpecifiedResolution resolution) {
    List<SpecifiedStore.Held> found = resolution.found();
    if (found.isEmpty()) {
      return false;
    }
    Set<String> peerRevocations = new LinkedHashSet<>();
    for (SpecifiedStore.Held held : found) {
      revocations
          .ofPeers(held.segment(), clockMs)
          .ifPresent(revocation -> peerRevocations.add(pools.nameOf(revocation)));
    }
    ObjectNode content = SpecifiedRoutes.request(request);
    content.set("records", SpecifiedRoutes.records(found, peerRevocations));
    routes.back(from, "segReply", content).ifPresent(sent::add);
    return true;
  }

  private void retry() {
    dropExpired();
    for (Map<String, Pending> byRequester : pending.values()) {
      byRequester
          .values()
          .removeIf(one -> answer(one.request(), one.from(), resolve(one.request())));
    }
  }

  private void dropExpired() {
    pending
        .values()
        .forEach(
            requesters ->
                requesters.values().removeIf(one -> clockMs - one.sinceMs() >= PENDING_MS));
    if (rules.contains(Rule.WAITING)) {
      waiting
          .values()
          .forEach(targets -> targets.removeIf(one -> clockMs - one.sinceMs() >= WAITING_MS));
    }
  }

  private void revoke(VectorCase step) {
    Revocation revocation = pools.revocation(step.text("rev"));
    boolean shared = step.text("how").equals("sharedCache");
    if (step.has("active") && step.flag("active")) {
      return;
    }
    IsdAs sender = shared ? server.ia() : step.part("from").ia("ia");
    if (sender.isd() != server.ia().isd()) {
      return;
    }
    if (revocations.take(revocation, sender, shared, clockMs) && !shared) {
      forward(revocation, sender);
    }
  }

  /** Forwards a revocation over the remaining segments (PROTOCOL 7). */
  private void forward(Revocation revocation, IsdAs sender) {
    IsdAs of = revocation.ia();
    ObjectNode content = RecordedForm.object().put("rev", pools.nameOf(revocation));
    if (!server.core()) {
      if (of.equals(server.ia()) || of.isd() != server.ia().isd()) {
        store.query(SegmentType.UP, ia -> true, server.ia()::equals, clockMs).stream()
            .findFirst()
            .flatMap(up -> routes.over(up.segment(), "revInfo", content))
            .ifPresent(sent::add);
      }
      return;
    }
    boolean byCore = trust.isCore(sender) && sender.isd() == server.ia().isd();
    if (of.equals(server.ia())
        || !byCore
        || sender.equals(server.ia()) && of.isd() != server.ia().isd()) {
      for (IsdAs core : trust.coreAses(server.ia().isd())) {
        store.query(SegmentType.CORE, core::equals, server.ia()::equals, clockMs).stream()
            .findFirst()
            .filter(way -> !core.equals(server.ia()))
            .flatMap(way -> routes.over(way.segment(), "revInfo", content))
            .ifPresent(sent::add);
      }
    }
  }

  private SortedMap<String, Integer> pendingCounts() {
    dropExpired();
    SortedMap<String, Integer> counts = new TreeMap<>();
    pending.forEach(
        (key, requesters) -> {
          if (!requesters.isEmpty()) {
            counts.put(key, requesters.size());
          }
        });
    return counts;
  }

  private SortedMap<String, Integer> waitingCounts() {
    SortedMap<String, Integer> counts = new TreeMap<>();
    waiting.forEach(
        (isd, targets) -> {
          if (!targets.isEmpty()) {
            counts.put(Integer.toString(isd), targets.size());
          }
        });
    return counts;
  }
}
