package org.waymark.conform.segment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.waymark.conform.trust.TrustNetworks;
import org.waymark.conform.vector.Findings;
import org.waymark.conform.vector.RecordedForm;
import org.waymark.conform.vector.Rule;
import org.waymark.conform.vector.UnreadableException;
import org.waymark.conform.vector.VectorCase;
import org.waymark.runtime.Clock;
import org.waymark.segment.CapnpAsEntry;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.CapnpSign;
import org.waymark.trust.Ed25519;
import org.waymark.trust.SegmentVerifier;
import org.waymark.trust.Verification;
import org.waymark.trust.VerifiedPrefixes;
import org.waymark.wire.event.TrustVersion;
import org.waymark.wire.trust.CertificateChain;
import org.waymark.wire.trust.SegmentSignedBytes;

/**
 * Compares the verification of a segment with the verdicts recorded in {@code expect}. One verdict
 * is on the whole segment, from a server that has all TRCs and chains of its network; the others
 * are on single entries.
 */
public final class SegmentJudge {
  private static final String UNCAUGHT = "uncaught";
  private static final String UNPARSABLE = "unparsable";
  private static final String VERIFIED = "verified";
  private static final String REFUSED = "refused";
  private static final String WAITS = "waits";

  /** The version of the chains that are used for verifying single entries. */
  private static final long ENTRY_CHAIN_VERSION = 1;

  private final Ed25519 ed25519;
  private final TrustNetworks networks;

  public SegmentJudge(Ed25519 ed25519, TrustNetworks networks) {
    this.ed25519 = ed25519;
    this.networks = networks;
  }

  void compare(VectorCase vector, CapnpSegment segment, Findings findings) {
    TrustNetworks.Network network = networks.named(vector.text("network"));
    VectorCase expect = vector.part("expect");
    compareResult(expect, segment, verify(vector, segment, network), findings);
    if (expect.has("signatures")) {
      compareSignatures(expect, segment, network, findings);
    }
  }

  /** Verifies a segment with a new verifier, so that no result cached from another case is used. */
  private Verification verify(
      VectorCase vector, CapnpSegment segment, TrustNetworks.Network network) {
    Clock clock = new FixedClock(vector.timeMs("clock"));
    VerifiedPrefixes nothing = new VerifiedPrefixes(VerifiedPrefixes.DEFAULT_CAPACITY);
    return new SegmentVerifier(ed25519, nothing, clock)
        .verify(segment, network, vector.ia("verifier"));
  }

  private static void compareResult(
      VectorCase expect, CapnpSegment segment, Verification verification, Findings findings) {
    String expected = expectedResult(expect, findings);
    if (!expected.equals(REFUSED)
        && segment.entries().stream().anyMatch(SegmentJudge::isUnsigned)) {
      findings.used(Rule.UNSIGNED);
      expected = REFUSED;
    }
    String actual =
        switch (verification) {
          case Verification.Verified verified -> VERIFIED;
          case Verification.Refused refused -> REFUSED;
          case Verification.Missing missing -> WAITS;
        };
    if (!expected.equals(actual)) {
      findings.differs("result: expected " + expected + ", got " + verification);
    } else if (verification instanceof Verification.Missing(var trcs, var chains)) {
      if (expect.has("missingTrcs")) {
        findings.same("missingTrcs", recorded(expect, "missingTrcs"), trcs(trcs));
      }
      if (expect.has("missingChains")) {
        findings.same("missingChains", recorded(expect, "missingChains"), chains(chains));
      }
    }
  }

  /** Compares the actual with the expected rejection of bytes that do not form a segment. */
  static void compareRefusal(VectorCase expect, String refusal, Findings findings) {
    String expected = expectedResult(expect, findings);
    if (!expected.equals(REFUSED)) {
      findings.differs("result: expected " + expected + ", got " + refusal);
    }
  }

  /**
   * {@return the recorded result: verified, waits or refused} A segment that cannot be parsed
   * counts as refused.
   */
  private static String expectedResult(VectorCase expect, Findings findings) {
    String result = expect.text("result");
    return switch (result) {
      case VERIFIED, WAITS, REFUSED -> result;
      case UNPARSABLE -> REFUSED;
      case UNCAUGHT -> {
        findings.used(Rule.UNCAUGHT);
        yield REFUSED;
      }
      default -> throw new UnreadableException("its result '" + result + "' is unknown");
    };
  }

  private static boolean isUnsigned(CapnpAsEntry entry) {
    return entry.sign().type() == CapnpSign.Type.NONE;
  }

  /**
   * Reads recorded pairs of a subject and a version.
   *
   * @return the pairs as texts
   */
  private static TreeSet<String> recorded(VectorCase expect, String member) {
    TreeSet<String> pairs = new TreeSet<>();
    for (JsonNode pair : expect.list(member)) {
      Optional<Long> version = VectorCase.number(pair.path(1));
      if (pair.size() != 2 || version.isEmpty()) {
        throw new UnreadableException("its '" + member + "' is not a list of pairs");
      }
      pairs.add(pair.get(0).asText() + " " + Long.toUnsignedString(version.get()));
    }
    return pairs;
  }

  private static TreeSet<String> trcs(Collection<TrustVersion> missing) {
    TreeSet<String> pairs = new TreeSet<>();
    missing.forEach(
        trc -> pairs.add(trc.subject().isd() + " " + Long.toUnsignedString(trc.version())));
    return pairs;
  }

  private static TreeSet<String> chains(Collection<TrustVersion> missing) {
    TreeSet<String> pairs = new TreeSet<>();
    missing.forEach(
        chain -> pairs.add(chain.subject() + " " + Long.toUnsignedString(chain.version())));
    return pairs;
  }

  /**
   * Compares the verdicts entry by entry. A verdict is true, an error (any text), or null if there
   * is no chain. If an entry crashed the original server, the recorded list ends before that entry,
   * and the entry must be rejected.
   */
  private void compareSignatures(
      VectorCase expect, CapnpSegment segment, TrustNetworks.Network network, Findings findings) {
    List<JsonNode> recorded = expect.list("signatures");
    List<CapnpAsEntry> entries = segment.entries();
    boolean mayBeCut = expect.text("result").equals(UNCAUGHT);
    if (recorded.size() > entries.size() || recorded.size() < entries.size() && !mayBeCut) {
      findings.differs(
          "signatures: " + recorded.size() + " recorded of " + entries.size() + " entries");
      return;
    }
    List<String> expected = new ArrayList<>();
    List<String> actual = new ArrayList<>();
    for (int i = 0; i < entries.size() && i <= recorded.size(); i++) {
      JsonNode verdict = i < recorded.size() ? recorded.get(i) : RecordedForm.object();
      if (isUnsigned(entries.get(i)) && verdict.isBoolean()) {
        findings.used(Rule.UNSIGNED);
        verdict = RecordedForm.object();
      }
      expected.add(text(verdict));
      actual.add(verdict(segment, i, network));
    }
    findings.same("signatures", expected, actual);
  }

  private static String text(JsonNode verdict) {
    if (verdict.isNull()) {
      return "no chain";
    }
    return verdict.isBoolean() && verdict.booleanValue() ? "holds" : "refused";
  }

  private String verdict(CapnpSegment segment, int index, TrustNetworks.Network network) {
    CapnpAsEntry entry = segment.entries().get(index);
    Optional<CertificateChain> chain = network.chain(entry.ia(), ENTRY_CHAIN_VERSION);
    if (chain.isEmpty()) {
      return text(NullNode.instance);
    }
    boolean holds =
        !isUnsigned(entry)
            && ed25519.verify(
                chain.get().leaf().subjectSignKey(),
                entry.sign().signature(),
                SegmentSignedBytes.of(segment, index));
    return holds ? "holds" : "refused";
  }

  private record FixedClock(long wallMs) implements Clock {
    @Override
    public long monotonicNs() {
      return 0;
    }
  }
}
