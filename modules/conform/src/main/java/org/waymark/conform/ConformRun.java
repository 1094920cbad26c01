package org.waymark.conform;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.conform.message.MessageVectors;
import org.waymark.conform.packet.PacketComparison;
import org.waymark.conform.packet.PacketVectors;
import org.waymark.conform.packet.SendingServers;
import org.waymark.conform.resolution.ResolutionVectors;
import org.waymark.conform.revocation.RevocationVectors;
import org.waymark.conform.segment.SegmentJudge;
import org.waymark.conform.segment.SegmentVectors;
import org.waymark.conform.trust.TrustNetworks;
import org.waymark.conform.trust.TrustVectors;
import org.waymark.conform.vector.Findings;
import org.waymark.conform.vector.Rule;
import org.waymark.conform.vector.UnreadableException;
import org.waymark.conform.vector.VectorCase;
import org.waymark.conform.vector.VectorFolder;
import org.waymark.conform.vector.VectorGroup;
import org.waymark.trust.Ed25519;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.control.ControlCodec;
import org.waymark.wire.control.RevocationCodec;
import org.waymark.wire.control.SegmentCodec;

/** Runs every case of every group in a folder and prints the results. */
public final class ConformRun {
  private static final Logger LOG = LoggerFactory.getLogger(ConformRun.class);
  private static final int SHOWN_DIFFERENCES = 4;

  /**
   * Limits that only bound memory use. The original had no limits on the number of elements, so
   * Waymark's limits are a deliberate difference and are not part of the comparison.
   */
  private static final DecoderLimits LIMITS =
      new DecoderLimits(
          16 << 20,
          16 << 20,
          64 << 20,
          64,
          100_000,
          100_000,
          100_000,
          100_000,
          100_000,
          100_000,
          DecoderLimits.DEFAULT.lz4TextBytes());

  private final VectorFolder folder;
  private final PrintWriter out;
  private final Map<Rule, Integer> rules = new EnumMap<>(Rule.class);
  private final Map<String, Integer> missing = new TreeMap<>();

  private ConformRun(VectorFolder folder, PrintWriter out) {
    this.folder = folder;
    this.out = out;
  }

  /**
   * Runs every case in a folder.
   *
   * @param out the stream to which the report is printed
   * @return the counts over all groups
   * @throws UnreadableException if the folder does not contain recorded vectors
   */
  public static CaseCounts over(Path folder, PrintWriter out) {
    VectorFolder vectors = VectorFolder.open(folder);
    return new ConformRun(vectors, out).run(groups(vectors));
  }

  private static List<VectorGroup> groups(VectorFolder vectors) {
    Ed25519 ed25519 = Ed25519.fastest();
    SegmentJudge judge = new SegmentJudge(ed25519, TrustNetworks.of(vectors));
    return List.of(
        new MessageVectors(LIMITS, ed25519),
        new TrustVectors(ed25519),
        new SegmentVectors(new SegmentCodec(LIMITS), judge),
        RevocationVectors.of(new RevocationCodec(LIMITS), vectors),
        PacketVectors.of(
            new ControlCodec(LIMITS),
            new PacketComparison(new RevocationCodec(LIMITS), SendingServers.of(vectors)),
            vectors),
        ResolutionVectors.of(vectors, LIMITS, ed25519));
  }

  private CaseCounts run(List<VectorGroup> groups) {
    CaseCounts total = CaseCounts.NONE;
    for (VectorGroup group : groups) {
      if (!folder.files(group.name()).isEmpty()) {
        total = total.plus(run(group));
      }
    }
    out.println("total: " + total);
    rules.forEach((rule, uses) -> out.println("rule " + rule.text() + ": " + uses));
    missing.forEach((why, cases) -> out.println("partly compared: " + cases + " (" + why + ")"));
    return total;
  }

  private CaseCounts run(VectorGroup group) {
    CaseCounts tally = CaseCounts.NONE;
    for (Path file : folder.files(group.name())) {
      tally = tally.plus(run(group, file));
    }
    out.println(group.name() + ": " + tally);
    return tally;
  }

  private CaseCounts run(VectorGroup group, Path file) {
    String where = group.name() + "/" + file.getFileName();
    VectorCase content;
    List<JsonNode> cases;
    try {
      content = VectorFolder.read(file);
      cases = content.has("cases") ? content.list("cases") : List.of();
    } catch (UnreadableException e) {
      return failedFile(where, e.getMessage());
    }
    if (!content.has("cases")) {
      Findings findings = new Findings();
      runSafely(() -> group.material(content, findings), findings);
      return findings.differences().isEmpty() ? CaseCounts.NONE : conclude(where, findings);
    }
    CaseCounts tally = CaseCounts.NONE;
    for (int i = 0; i < cases.size(); i++) {
      JsonNode json = cases.get(i);
      String name = json.path("name").isTextual() ? json.path("name").textValue() : "case " + i;
      Findings findings = new Findings();
      runSafely(() -> group.run(new VectorCase(name, json), findings), findings);
      tally = tally.plus(conclude(where + " " + name, findings));
    }
    return tally;
  }

  private CaseCounts failedFile(String where, String why) {
    Findings findings = new Findings();
    findings.differs(why);
    return conclude(where, findings);
  }

  /**
   * Runs a part of a case. If the case throws an exception, it fails, but the other cases still
   * run.
   */
  private static void runSafely(Runnable part, Findings findings) {
    try {
      part.run();
    } catch (UnreadableException e) {
      findings.differs("the case cannot be read: " + e.getMessage());
    } catch (RuntimeException | StackOverflowError | AssertionError e) {
      LOG.debug("A conformance test case threw an exception", e);
      findings.differs("the implementation threw " + e);
    }
  }

  private CaseCounts conclude(String where, Findings findings) {
    findings.rules().forEach(rule -> rules.merge(rule, 1, Integer::sum));
    findings.missing().forEach(why -> missing.merge(why, 1, Integer::sum));
    CaseCounts tally = CaseCounts.of(findings);
    if (tally.failed() > 0) {
      out.println("FAILED " + where);
      List<String> differences = findings.differences();
      differences.stream().limit(SHOWN_DIFFERENCES).forEach(text -> out.println("  " + text));
      if (differences.size() > SHOWN_DIFFERENCES) {
        out.println("  and " + (differences.size() - SHOWN_DIFFERENCES) + " more");
      }
    } else if (tally.skipped() > 0) {
      out.println("skipped " + where + ": " + findings.skipped().orElseThrow());
    }
    return tally;
  }
}
