package org.waymark.conform.resolution;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.waymark.conform.scenario.Scenario;
import org.waymark.conform.scenario.ScenarioPools;
import org.waymark.conform.scenario.ScenarioServer;
import org.waymark.conform.scenario.StepResult;
import org.waymark.conform.segment.SegmentFacts;
import org.waymark.conform.trust.TrustNetworks;
import org.waymark.conform.trust.TrustVectors;
import org.waymark.conform.vector.Findings;
import org.waymark.conform.vector.UnreadableException;
import org.waymark.conform.vector.VectorCase;
import org.waymark.conform.vector.VectorFolder;
import org.waymark.conform.vector.VectorGroup;
import org.waymark.segment.ByteString;
import org.waymark.segment.PathSegment;
import org.waymark.trust.Ed25519;
import org.waymark.wire.Decoded;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.control.RevocationCodec;
import org.waymark.wire.control.SegmentCodec;

/**
 * The group {@code resolution}: scenarios for a whole server, and the segments, revocations and
 * trust material used in them (PROTOCOL 3.1 to 8).
 */
public final class ResolutionVectors implements VectorGroup {
  private static final String NETWORK = "Default";

  /** The Unix time of all recordings, unless a case specifies another time. */
  private static final long CLOCK_S = 1_520_000_000;

  private final DecoderLimits limits;
  private final ScenarioPools pools;
  private final Optional<VectorCase> network;
  private final Ed25519 ed25519;

  private ResolutionVectors(
      DecoderLimits limits, ScenarioPools pools, Optional<VectorCase> network, Ed25519 ed25519) {
    this.limits = limits;
    this.pools = pools;
    this.network = network;
    this.ed25519 = ed25519;
  }

  /**
   * Creates the group for a folder, whose other files are used by the scenarios.
   *
   * @return the group
   */
  public static ResolutionVectors of(VectorFolder folder, DecoderLimits limits, Ed25519 ed25519) {
    return new ResolutionVectors(
        limits,
        ScenarioPools.of(folder, limits),
        folder.readable("trust").stream()
            .filter(TrustNetworks::isNetwork)
            .filter(file -> file.text("network").equals(NETWORK))
            .findFirst(),
        ed25519);
  }

  @Override
  public String name() {
    return "resolution";
  }

  @Override
  public void run(VectorCase vector, Findings findings) {
    if (ScenarioPools.isMaterial(vector)) {
      compareMaterial(vector, findings);
    } else {
      play(vector, findings);
    }
  }

  private void compareMaterial(VectorCase vector, Findings findings) {
    if (vector.has("segment")) {
      switch (new SegmentCodec(limits).decodePacked(vector.bytes("segment"))) {
        case Decoded.Accepted<PathSegment>(PathSegment segment) ->
            SegmentFacts.compare(vector, segment, findings);
        case Decoded.Refused<PathSegment> _ ->
            // Nothing is compared here, because the scenarios that send this material show how a
            // server handles it.
            findings.partly("the segment is rejected before its facts can be read");
      }
    } else if (vector.has("revInfo")) {
      new RevocationCodec(limits)
          .decodePacked(vector.bytes("revInfo"))
          .asOptional()
          .ifPresentOrElse(
              revocation -> {
                findings.same("ia", vector.text("ia"), revocation.ia().toString());
                findings.same(
                    "ifID", vector.text("ifID"), Long.toUnsignedString(revocation.interfaceId()));
                findings.same("epoch", vector.number("epoch"), revocation.epoch());
                findings.same("treeTTL", vector.number("treeTTL"), revocation.treeTtlS());
              },
              () -> findings.differs("the RevInfo was rejected"));
    } else {
      ByteString json = TrustNetworks.utf8(vector.text("json"));
      TrustVectors.comparePacked("lz4", vector.bytes("lz4"), json, findings);
    }
  }

  private void play(VectorCase vector, Findings findings) {
    VectorCase trusted =
        network.orElseThrow(
            () ->
                new UnreadableException("the network " + NETWORK + " is not in the folder trust"));
    Map<String, VectorCase> ases = TrustNetworks.ases(trusted);
    ScenarioServer server = ScenarioServer.of(vector.part("server"), ases);
    long clockS = vector.has("clock") ? vector.number("clock") : CLOCK_S;
    List<ComparedStep> steps = new ArrayList<>();
    try (Scenario scenario = new Scenario(server, pools, trusted, ed25519, clockS)) {
      for (VectorCase step : vector.parts("steps")) {
        StepResult recorded = StepResult.recorded(step, pools);
        StepResult played = scenario.play(step);
        steps.add(new ComparedStep(step, recorded, played, scenario.clockMs()));
      }
    }
    new ScenarioComparison(server, pools, TrustNetworks.read(trusted), ed25519, findings)
        .compare(steps);
  }
}
