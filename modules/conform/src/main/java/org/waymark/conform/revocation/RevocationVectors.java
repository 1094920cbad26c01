package org.waymark.conform.revocation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.waymark.conform.vector.FieldComparison;
import org.waymark.conform.vector.Findings;
import org.waymark.conform.vector.RecordedForm;
import org.waymark.conform.vector.Rule;
import org.waymark.conform.vector.UnreadableException;
import org.waymark.conform.vector.VectorCase;
import org.waymark.conform.vector.VectorFolder;
import org.waymark.conform.vector.VectorGroup;
import org.waymark.segment.ByteString;
import org.waymark.segment.ConnectedHashTree;
import org.waymark.segment.HashTree;
import org.waymark.segment.ProofSide;
import org.waymark.segment.Revocation;
import org.waymark.segment.RevocationFault;
import org.waymark.wire.control.RevocationCodec;

/**
 * The group {@code revocations}: hash trees, proofs derived from them, altered proofs, epochs and
 * windows (PROTOCOL 7). Only proofs are checked, without the additional conditions of PROTOCOL 10.
 */
public final class RevocationVectors implements VectorGroup {
  private static final String NAME = "revocations";
  private static final String ERROR = "error";

  private final RevocationCodec codec;
  private final Map<String, VectorCase> trees;

  /**
   * @param trees the trees by name, for the proofs derived from them
   */
  private RevocationVectors(RevocationCodec codec, Map<String, VectorCase> trees) {
    this.codec = codec;
    this.trees = trees;
  }

  public static RevocationVectors of(RevocationCodec codec, VectorFolder folder) {
    Map<String, VectorCase> trees = new HashMap<>();
    for (VectorCase file : folder.readable(NAME)) {
      for (JsonNode candidate : file.json().path("cases")) {
        if (candidate.path("name").isTextual() && candidate.has("interfaces")) {
          String name = candidate.get("name").textValue();
          trees.put(name, new VectorCase(name, candidate));
        }
      }
    }
    return new RevocationVectors(codec, trees);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void run(VectorCase vector, Findings findings) {
    if (vector.has("steps")) {
      new RevocationCacheVectors(findings).run(vector);
    } else if (isTree(vector)) {
      runTree(vector, findings);
    } else if (vector.hasAll("tree", "revInfo")) {
      runProof(vector, findings);
    } else if (vector.has("revInfo")) {
      runAltered(vector, findings);
    } else if (vector.has("state")) {
      runEpoch(vector, findings);
    } else if (vector.has("window")) {
      runWindow(vector, findings);
    } else {
      throw new UnreadableException(
          "it is not a tree, proof, altered proof, epoch, window or store");
    }
  }

  private void runTree(VectorCase vector, Findings findings) {
    ConnectedHashTree tree = tree(vector);
    HashTree current = tree.current();
    ConnectedHashTree next = tree.next();
    ConnectedHashTree before = treeAt(vector, vector.timeMs("clock") / 1000 - ttlS(vector));
    new FieldComparison(findings)
        .compareRecorded(
            vector,
            RecordedForm.object()
                .put("window", tree.window())
                .put("depth", current.depth())
                .put("leaves", current.leafCount())
                .put("firstLeafHash", current.leafAt(0).hex())
                .put("lastNodeHash", current.leafAt((1 << current.depth()) - 1).hex())
                .put("treeRootPrevWindow", before.current().root().hex())
                .put("treeRootWindow", current.root().hex())
                .put("treeRootNextWindow", tree.following().root().hex())
                .put("publishedRoot", tree.publishedRoot().hex())
                .put("publishedRootNextWindow", next.publishedRoot().hex())
                .put("prevRootNextWindow", next.prevRoot().hex()));
  }

  private static ConnectedHashTree tree(VectorCase vector) {
    return treeAt(vector, vector.timeMs("clock") / 1000);
  }

  private static ConnectedHashTree treeAt(VectorCase vector, long clockS) {
    List<Long> interfaces =
        vector.list("interfaces").stream().map(node -> node.bigIntegerValue().longValue()).toList();
    return ConnectedHashTree.start(
        vector.ia("ia"),
        interfaces,
        vector.bytes("seed"),
        ttlS(vector),
        clockS,
        vector.has("initialPrevRoot") ? vector.bytes("initialPrevRoot") : ByteString.EMPTY);
  }

  private static long ttlS(VectorCase vector) {
    return vector.number("treeTTL");
  }

  private void runProof(VectorCase vector, Findings findings) {
    Revocation revocation = revocation(vector, findings);
    String previous = revocation.connectedRoot(ProofSide.PREVIOUS).hex();
    String next = revocation.connectedRoot(ProofSide.NEXT).hex();
    ObjectNode facts = RecordedForm.object();
    facts.set("ifID", RecordedForm.number(revocation.interfaceId()));
    facts.set("epoch", RecordedForm.number(revocation.epoch()));
    facts.set("hashes", RecordedForm.list(List.of(previous, next), TextNode::valueOf));
    Optional.ofNullable(trees.get(vector.text("tree")))
        .ifPresentOrElse(
            tree -> addTreeFacts(facts, tree, revocation, findings),
            () -> findings.partly("the tree of the proof is not in the folder"));
    new FieldComparison(findings).compareRecorded(vector, facts);
    findings.same("epoch of the clock", currentEpoch(vector.timeMs("clock")), revocation.epoch());
    findings.same("leaf position matches epoch", true, revocation.leafPositionMatchesEpoch());
  }

  /**
   * Adds the facts that depend on the tree of a proof, such as the roots that the proof confirms,
   * and compares the proof with this implementation's proof.
   */
  private static void addTreeFacts(
      ObjectNode facts, VectorCase treeCase, Revocation revocation, Findings findings) {
    ConnectedHashTree tree = tree(treeCase);
    ConnectedHashTree next = tree.next();
    ConnectedHashTree maker = revocation.window() == tree.window() ? tree : next;
    findings.same(
        "the RevInfo we make",
        revocation,
        maker.prove(revocation.interfaceId(), revocation.epoch()));
    facts.put("provesWindowRoot", proves(revocation, tree.publishedRoot()));
    facts.put("provesNextWindowRoot", proves(revocation, next.publishedRoot()));
  }

  private static boolean proves(Revocation revocation, ByteString root) {
    return revocation.connectedRoot(ProofSide.PREVIOUS).equals(root)
        || revocation.connectedRoot(ProofSide.NEXT).equals(root);
  }

  private static boolean isTree(VectorCase vector) {
    return vector.hasAll("interfaces", "seed");
  }

  private void runAltered(VectorCase vector, Findings findings) {
    Revocation revocation = revocation(vector, findings);
    boolean valid = valid(revocation);
    if (vector.has("valid")) {
      boolean expected = trueOrError(vector, "valid");
      if (expected && isFaultByRule(revocation)) {
        findings.used(Rule.VALID);
        expected = false;
      }
      findings.same("valid", expected, valid);
    }
    if (vector.has("epochState")) {
      findings.same(
          "epochState",
          vector.text("epochState"),
          epochState(revocation.epoch(), vector.timeMs("clock")));
    }
    if (vector.has("proves")) {
      ByteString root = vector.bytes("hashTreeRoot");
      findings.same("proves", trueOrError(vector, "proves"), valid && proves(revocation, root));
    }
  }

  /**
   * {@return whether a revocation is valid, ignoring its epoch, because a proof is valid in every
   * epoch}
   */
  private static boolean valid(Revocation revocation) {
    return revocation.fault().filter(fault -> fault != RevocationFault.EPOCH_TOO_LARGE).isEmpty();
  }

  private static boolean isFaultByRule(Revocation revocation) {
    return revocation
        .fault()
        .filter(
            fault ->
                fault == RevocationFault.INTERFACE_TOO_LARGE
                    || fault == RevocationFault.HASH_TYPE_UNKNOWN)
        .isPresent();
  }

  /** {@return the recorded result; an error counts as false} */
  private static boolean trueOrError(VectorCase vector, String member) {
    if (vector.node(member).isObject() && vector.part(member).has(ERROR)) {
      return false;
    }
    return vector.flag(member);
  }

  private void runEpoch(VectorCase vector, Findings findings) {
    long clockMs = vector.timeMs("clock");
    new FieldComparison(findings)
        .compareRecorded(
            vector,
            RecordedForm.object()
                .put("currentEpoch", currentEpoch(clockMs))
                .put("state", epochState(vector.number("epoch"), clockMs)));
  }

  private void runWindow(VectorCase vector, Findings findings) {
    long clockMs = vector.timeMs("clock");
    long ttlS = ttlS(vector);
    long window = RevocationCacheVectors.revocation(currentEpoch(clockMs), ttlS).window();
    findings.same("window", vector.number("window"), window);
    if (vector.has("untilNextWindow")) {
      findings.same(
          "untilNextWindow, ms",
          vector.timeMs("untilNextWindow"),
          (window + 1) * ttlS * 1000 - clockMs);
    }
  }

  private static long currentEpoch(long clockMs) {
    return clockMs / 1000 / Revocation.EPOCH_S;
  }

  private static String epochState(long epoch, long clockMs) {
    long current = currentEpoch(clockMs);
    if (RevocationCacheVectors.revocation(epoch, Revocation.EPOCH_S).isCurrent(clockMs)) {
      return "current";
    }
    if (Long.compareUnsigned(epoch, current) > 0) {
      return "future";
    }
    return epoch == current - 1 ? "near-past" : "past";
  }

  private Revocation revocation(VectorCase vector, Findings findings) {
    return RevInfoForm.read(codec, vector.part("revInfo"), findings);
  }
}
