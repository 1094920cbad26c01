package org.waymark.conform.specified;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.waymark.conform.scenario.ScenarioPools;
import org.waymark.conform.scenario.SentContent;
import org.waymark.conform.scenario.SentMessage;
import org.waymark.conform.trust.TrustNetworks;
import org.waymark.conform.vector.Rule;
import org.waymark.conform.vector.VectorCase;
import org.waymark.runtime.simulation.VirtualClock;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.CapnpSign;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentPlacement;
import org.waymark.segment.SegmentType;
import org.waymark.segment.Shape;
import org.waymark.store.row.ApplySettings;
import org.waymark.trust.Ed25519;
import org.waymark.trust.SegmentVerifier;
import org.waymark.trust.TrustFold;
import org.waymark.trust.TrustOutcome;
import org.waymark.trust.Verification;
import org.waymark.trust.VerificationFault;
import org.waymark.trust.VerifiedPrefixes;
import org.waymark.wire.event.TrustKind;
import org.waymark.wire.trust.CertificateChain;
import org.waymark.wire.trust.Trc;

/**
 * The trust material of a {@link SpecifiedServer}, and its verdicts on segments. Signatures are
 * verified with Waymark's verifier, which the groups {@code trust} and {@code segments} test
 * separately.
 */
public final class SpecifiedTrust {
  private static final long MS_PER_S = 1_000;

  private final IsdAs local;
  private final ScenarioPools pools;
  private final Ed25519 ed25519;
  private final Set<Rule> rules;
  private final List<ScenarioPools.TrustText> early = new ArrayList<>();
  private TrustNetworks.Network held;

  /** The result of a verification. */
  enum Judgement {
    VERIFIED,
    MISSING,
    REFUSED
  }

  public SpecifiedTrust(
      IsdAs local,
      TrustNetworks.Network network,
      ScenarioPools pools,
      Ed25519 ed25519,
      Set<Rule> rules) {
    this.local = local;
    this.held = network;
    this.pools = pools;
    this.ed25519 = ed25519;
    this.rules = rules;
  }

  /**
   * Processes an arriving TRC or chain.
   *
   * @return whether anything was accepted
   */
  public boolean take(String name) {
    early.add(pools.trust(name));
    boolean more = false;
    // Material that arrives before its predecessor is kept until the predecessor has arrived.
    for (int i = 0; i < early.size(); i++) {
      if (accepts(early.get(i))) {
        more |= add(early.remove(i));
        i = -1;
      }
    }
    return more;
  }

  private boolean accepts(ScenarioPools.TrustText text) {
    if (!rules.contains(Rule.TRUST)) {
      return true;
    }
    TrustKind kind = text.trc().isPresent() ? TrustKind.TRC : TrustKind.CHAIN;
    return switch (new TrustFold(ed25519).apply(kind, text.json(), held)) {
      case TrustOutcome.AcceptedTrc _, TrustOutcome.AcceptedChain _ -> true;
      case TrustOutcome.Known _, TrustOutcome.Refused _ -> false;
    };
  }

  private boolean add(ScenarioPools.TrustText text) {
    Map<TrustNetworks.TrcKey, Trc> trcs = new HashMap<>(held.trcs());
    Map<TrustNetworks.ChainKey, CertificateChain> chains = new HashMap<>(held.chains());
    text.trc()
        .ifPresent(
            trc -> trcs.putIfAbsent(new TrustNetworks.TrcKey(trc.isd(), trc.version()), trc));
    text.chain()
        .ifPresent(
            chain ->
                chains.putIfAbsent(
                    new TrustNetworks.ChainKey(chain.subject(), chain.version()), chain));
    TrustNetworks.Network more = new TrustNetworks.Network(trcs, chains);
    boolean changed = !more.equals(held);
    held = more;
    return changed;
  }

  /**
   * Builds the content of a reply with the newest version of the requested TRC or chain.
   *
   * @return the content, if there is one
   */
  public Optional<ObjectNode> newest(VectorCase trustRequest) {
    return trustRequest.has("isd")
        ? held.newestTrc(trustRequest.smallNumber("isd")).map(SentContent::of)
        : held.newestChain(trustRequest.ia("ia")).map(SentContent::of);
  }

  /** {@return whether the TRC or chain in a message was accepted; true for other messages} */
  public boolean isHeld(SentMessage message) {
    JsonNode trc = message.content().path("trc");
    JsonNode chain = message.content().path("certChain");
    if (trc.isArray()) {
      return held.trc(trc.path(0).asInt(), trc.path(1).asLong()).isPresent();
    }
    return !chain.isArray()
        || held.chain(IsdAs.parse(chain.path(0).asText()), chain.path(1).asLong()).isPresent();
  }

  boolean isCore(IsdAs ia) {
    return coreAses(ia.isd()).contains(ia);
  }

  List<IsdAs> coreAses(int isd) {
    return held.newestTrc(isd).map(trc -> List.copyOf(trc.coreAses().keySet())).orElse(List.of());
  }

  Judgement verify(PathSegment segment, long clockMs) {
    SegmentVerifier verifier =
        new SegmentVerifier(ed25519, new VerifiedPrefixes(1), new VirtualClock(clockMs));
    return switch (verifier.verify(segment, held, local)) {
      case Verification.Verified _ -> Judgement.VERIFIED;
      case Verification.Missing _ -> Judgement.MISSING;
      case Verification.Refused(VerificationFault fault, _) ->
          fault == VerificationFault.UNSIGNED_ENTRY && !rules.contains(Rule.REFUSED)
              ? Judgement.VERIFIED
              : Judgement.REFUSED;
    };
  }

  /**
   * {@return whether Waymark, unlike the original server, rejects a segment regardless of its
   * signatures}
   */
  boolean isRefused(PathSegment segment, SegmentType type, long clockMs) {
    return segment.endMs() <= clockMs
        || segment.timestampS() * MS_PER_S > clockMs + ApplySettings.DEFAULT.aheadMs()
        || isUnsigned(segment)
        || Shape.fault(segment).isPresent()
        || new SegmentPlacement(local, this::isCore).fault(type, segment).isPresent();
  }

  private static boolean isUnsigned(PathSegment segment) {
    return switch (segment) {
      case CapnpSegment capnp ->
          capnp.entries().stream().anyMatch(entry -> entry.sign().type() == CapnpSign.Type.NONE);
    };
  }
}
