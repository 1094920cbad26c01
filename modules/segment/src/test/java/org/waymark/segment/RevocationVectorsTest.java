package org.waymark.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.waymark.segment.LegacyVectors.Case;

/**
 * Checks hash trees and revocations against what the Python path server built, proved and refused
 * (PROTOCOL 7).
 */
class RevocationVectorsTest {
  private static final long CLOCK_S = 1_520_000_000;

  /**
   * The trees of the test vectors by name. Trees of one kind differ only in their clock; {@link
   * #KINDS} has one of each kind.
   */
  private static final Map<String, Case> TREES =
      LegacyVectors.cases("trees.json").collect(Collectors.toMap(Case::name, Function.identity()));

  private static final Map<String, Case> KINDS =
      TREES.values().stream()
          .collect(Collectors.toMap(tree -> kind(tree.name()), Function.identity(), (a, b) -> a));

  /** Extracts the kind from a name like {@code three-if-60-at+13}. */
  private static String kind(String treeName) {
    return treeName.substring(0, treeName.indexOf("-at+"));
  }

  static Stream<Case> trees() {
    return LegacyVectors.cases("trees.json");
  }

  static Stream<Case> proofs() {
    return LegacyVectors.cases("proofs.json");
  }

  static Stream<Case> altered() {
    return LegacyVectors.cases("altered.json");
  }

  static Stream<Case> epochs() {
    return LegacyVectors.cases("epochs.json").filter(c -> c.json().has("epoch"));
  }

  static Stream<Case> windows() {
    return LegacyVectors.cases("epochs.json").filter(c -> c.json().has("window"));
  }

  private static List<Long> interfaces(Case tree) {
    List<Long> interfaces = new ArrayList<>();
    tree.get("interfaces").forEach(id -> interfaces.add(LegacyVectors.number(id)));
    return interfaces;
  }

  private static ConnectedHashTree started(Case tree) {
    return started(tree, tree.number("clock"), tree.bytes("initialPrevRoot"));
  }

  private static ConnectedHashTree started(Case kind, long clockS, ByteString prevRoot) {
    return ConnectedHashTree.start(
        IsdAs.parse(kind.get("ia").asText()),
        interfaces(kind),
        kind.bytes("seed"),
        kind.number("treeTTL"),
        clockS,
        prevRoot);
  }

  /**
   * Finds the tree that made a proof, as it was when it was started. A tree that is not in the
   * vectors is rebuilt from one of its kind, with the previous root that the proof contains.
   */
  private static ConnectedHashTree treeOf(Case proof) {
    String name = proof.get("tree").asText();
    if (TREES.containsKey(name)) {
      return started(TREES.get(name));
    }
    long clockS = CLOCK_S + Long.parseLong(name.substring(name.indexOf('+') + 1));
    return started(KINDS.get(kind(name)), clockS, proof.revocation().prevRoot());
  }

  @ParameterizedTest
  @MethodSource("trees")
  void treesHaveTheRecordedRoots(Case expected) {
    ConnectedHashTree tree = started(expected);
    assertEquals(expected.number("window"), tree.window());
    assertEquals(expected.bytes("treeRootWindow"), tree.current().root());
    assertEquals(expected.bytes("treeRootNextWindow"), tree.following().root());
    assertEquals(expected.bytes("publishedRoot"), tree.publishedRoot());
    assertEquals(expected.bytes("initialPrevRoot"), tree.prevRoot());
    assertEquals(expected.number("depth"), tree.current().depth());
    assertEquals(expected.number("leaves"), tree.current().leafCount());
    assertEquals(expected.bytes("firstLeafHash"), tree.current().leafAt(0));
    int lastLeaf = (1 << tree.current().depth()) - 1;
    assertEquals(expected.bytes("lastNodeHash"), tree.current().leafAt(lastLeaf));
  }

  @ParameterizedTest
  @MethodSource("trees")
  void treesMoveOnAsRecorded(Case expected) {
    ConnectedHashTree next = started(expected).next();
    assertEquals(expected.number("window") + 1, next.window());
    assertEquals(expected.bytes("publishedRootNextWindow"), next.publishedRoot());
    assertEquals(expected.bytes("prevRootNextWindow"), next.prevRoot());
  }

  @ParameterizedTest
  @MethodSource("trees")
  void aRunningTreeKnowsTheRootOfTheWindowBefore(Case expected) {
    ConnectedHashTree tree =
        ConnectedHashTree.running(
            IsdAs.parse(expected.get("ia").asText()),
            interfaces(expected),
            expected.bytes("seed"),
            expected.number("treeTTL"),
            expected.number("clock"));
    assertEquals(expected.bytes("treeRootPrevWindow"), tree.prevRoot());
    assertEquals(expected.bytes("publishedRoot"), tree.publishedRoot());
  }

  @ParameterizedTest
  @MethodSource("proofs")
  void proofsAreMadeAsRecorded(Case expected) {
    ConnectedHashTree tree = treeOf(expected);
    if (expected.name().contains("-next-")) {
      tree = tree.next();
    }
    assertEquals(
        expected.revocation(), tree.prove(expected.number("ifID"), expected.number("epoch")));
  }

  @ParameterizedTest
  @MethodSource("proofs")
  void proofsHaveTheRecordedHashesAndProveWhatTheyProved(Case expected) {
    Revocation revocation = expected.revocation();
    assertTrue(revocation.fault().isEmpty());
    assertTrue(revocation.isCurrent(expected.clockMs()));
    assertTrue(revocation.leafPositionMatchesEpoch());
    JsonNode hashes = expected.get("hashes");
    assertEquals(hashes.get(0).asText(), revocation.connectedRoot(ProofSide.PREVIOUS).hex());
    assertEquals(hashes.get(1).asText(), revocation.connectedRoot(ProofSide.NEXT).hex());
    ConnectedHashTree tree = treeOf(expected);
    assertEquals(
        expected.get("provesWindowRoot").asBoolean(),
        revocation.provingSide(tree.publishedRoot()).isPresent());
    assertEquals(
        expected.get("provesNextWindowRoot").asBoolean(),
        revocation.provingSide(tree.next().publishedRoot()).isPresent());
  }

  @ParameterizedTest
  @MethodSource("altered")
  void alteredProofsAreJudgedAsRecorded(Case expected) {
    Revocation revocation = expected.revocation();
    boolean valid = expected.get("valid").isBoolean() && expected.get("valid").asBoolean();
    boolean refusedByRule =
        revocation.fault().stream()
            .anyMatch(
                fault ->
                    fault == RevocationFault.INTERFACE_TOO_LARGE
                        || fault == RevocationFault.HASH_TYPE_UNKNOWN
                        || fault == RevocationFault.EPOCH_TOO_LARGE);
    assertEquals(valid && !refusedByRule, revocation.fault().isEmpty());
    assertEquals(
        expected.get("proves").asBoolean(false),
        revocation.provingSide(expected.bytes("hashTreeRoot")).isPresent());
    assertEquals(
        expected.get("epochState").asText().equals("current"),
        revocation.isCurrent(expected.clockMs()));
  }

  @ParameterizedTest
  @MethodSource("epochs")
  void epochsAreCurrentAsRecorded(Case expected) {
    long epoch = expected.number("epoch");
    Revocation revocation = Revocations.ofEpoch(epoch, 60);
    assertEquals(
        expected.get("state").asText().equals("current"), revocation.isCurrent(expected.clockMs()));
    assertEquals(expected.number("currentEpoch"), Math.floorDiv(expected.clockMs(), 10_000L));
  }

  @ParameterizedTest
  @MethodSource("windows")
  void epochsLieInTheRecordedWindow(Case expected) {
    long epoch = expected.clockMs() / 10_000;
    assertEquals(
        expected.number("window"), Revocations.ofEpoch(epoch, expected.number("treeTTL")).window());
  }

  @ParameterizedTest
  @MethodSource("altered")
  void aProofWithAnotherTreeTtlThanItsTreeIsRefusedForIt(Case expected) {
    Revocation revocation = expected.revocation();
    assertEquals(
        revocation.treeTtlS() == 60, TreeTtls.everywhere(60).allows(revocation), expected.name());
  }
}
