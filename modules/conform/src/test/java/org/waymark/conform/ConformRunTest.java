package org.waymark.conform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.waymark.conform.vector.UnreadableException;

class ConformRunTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;

  @Test
  void everyRecordedCasePasses() {
    ComparedFolder run = ComparedFolder.of(recorded());

    assertTrue(run.passed(), run::out);
    assertTrue(run.lines().contains("messages: 125 passed, 0 failed, 0 skipped"), run::out);
    assertTrue(run.lines().contains("trust: 70 passed, 0 failed, 0 skipped"), run::out);
    assertTrue(run.lines().contains("segments: 120 passed, 0 failed, 0 skipped"), run::out);
    assertTrue(run.lines().contains("revocations: 258 passed, 0 failed, 1 skipped"), run::out);
    assertTrue(run.lines().contains("packets: 102 passed, 0 failed, 0 skipped"), run::out);
    assertTrue(run.lines().contains("resolution: 593 passed, 0 failed, 0 skipped"), run::out);
    assertTrue(run.lines().contains("total: 1268 passed, 0 failed, 1 skipped"), run::out);
    assertTrue(
        run.lines()
            .containsAll(
                List.of(
                    "rule unsigned: 3",
                    "rule uncaught: 10",
                    "rule isd: 1",
                    "rule valid: 2",
                    "rule checksum: 2",
                    "rule no-master: 16",
                    "rule refused: 4",
                    "rule tie: 9",
                    "rule unproven: 3",
                    "rule slack: 1",
                    "rule live-propagation: 2",
                    "rule shared: 2",
                    "rule trust: 1",
                    "rule newest: 1",
                    "rule waiting: 1")),
        run::out);
  }

  /**
   * Checks that a wrong expectation of every kind is noticed: in any file, case, part of a case,
   * and value.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          messages/ctrl.json        | segReq-reqid-max-trace        | /fields/reqId           | 1
          messages/ctrl.json        | segReq-reqid-max-trace        | /class                  | "certMgmt"
          messages/ctrl.json        | segReq-reqid-max-trace        | /type                   | "segReg"
          messages/ctrl.json        | segReq-reqid-max-trace        | /framed                 | "00000000"
          messages/ctrl.json        | ctrlPld-sig                   | /fields/sig/id          | 8
          messages/ctrl.json        | trc-Tiny-1                    | /trcJson                | "{}"
          messages/ctrl.json        | certChain-Tiny-1-12           | /chainJson              | "{}"
          messages/ctrl.json        | signedCtrlPld-ed25519-segReq  | /publicKey              | "00"
          messages/structs.json     | pathSegment-peers-2           | /segmentId              | "00"
          messages/structs.json     | pathSegment-peers-2           | /info/hops              | 3
          messages/structs.json     | asEntry-default               | /fields/mtu             | 1
          messages/structs.json     | isdAnnouncementExt            | /fields/set             | false
          messages/malformed.json   | garbage                       | /legacyResult           | "parsed as X"
          segments/segments.json    | tiny-down-1-11_1-13           | /expiry                 | 1
          segments/segments.json    | tiny-down-1-11_1-13           | /forwardPath            | "00"
          segments/segments.json    | tiny-down-1-11_1-13           | /entries/0/hops/0/mac   | "000000"
          segments/segments.json    | tiny-down-1-11_1-13           | /expired                | true
          segments/segments.json    | tiny-down-1-11_1-13           | /expect/result          | "refused"
          segments/segments.json    | tiny-down-1-11_1-13           | /expect/signatures/0    | "Error"
          segments/segments.json    | tiny-down-1-11_1-13           | /clock                  | 1700000000
          segments/tampered.json    | waits-local-trc-3             | /expect/missingTrcs     | [[1, 3]]
          segments/tampered.json    | waits-chain-2                 | /expect/missingChains   | []
          segments/tampered.json    | waits-unknown-as              | /expect/signatures/1    | true
          segments/tampered.json    | tampered-truncated            | /expect/result          | "verified"
          segments/tampered.json    | tampered-truncated            | /expect/result          | "waits"
          segments/tampered.json    | tampered-no-entries           | /expect/result          | "unheard of"
          trust/cases.json          | trc-update-all-signed         | /expect/result          | "error"
          trust/cases.json          | trc-update-quorum-1-of-3      | /expect/result          | "ok"
          trust/cases.json          | trc-active-at-expiry          | /clock                  | 1551449601
          trust/cases.json          | chain-leaf-last-second        | /subject                | "1-15"
          trust/cases.json          | chain-leaf-last-second        | /leafSignedBytes        | "{}"
          trust/cases.json          | chain-parse-text-version      | /expect/result          | "error"
          trust/cases.json          | lz4-plain                     | /expect/text            | "{}"
          revocations/altered.json  | altered-none                  | /valid                  | {"error": "x"}
          revocations/altered.json  | altered-none                  | /epochState             | "past"
          revocations/altered.json  | altered-none                  | /proves                 | false
          revocations/altered.json  | altered-none                  | /revInfo/fields/epoch   | 1
          revocations/epochs.json   | epoch-t1520000012-d-1         | /state                  | "current"
          revocations/epochs.json   | window-ttl60-t1520000007.5    | /untilNextWindow        | 32.4
          revocations/trees.json    | five-if-50-at+0               | /publishedRoot          | "00"
          revocations/trees.json    | five-if-50-at+0               | /lastNodeHash           | "00"
          revocations/proofs.json   | one-at+0-if7-t+0              | /hashes/0               | "00"
          revocations/cache.json    | cache-same-epoch-ignored      | /steps/1/result         | true
          packets/packets.json      | up-2-svc                      | /packet                 | "00"
          packets/packets.json      | up-2-svc                      | /decoded/totalLen       | 1
          packets/packets.json      | up-2-svc                      | /decoded/rawCurrHop     | 4
          packets/packets.json      | up-2-svc                      | /decoded/hopIndex       | 2
          packets/packets.json      | up-2-svc                      | /decoded/udp/checksum   | "0000"
          packets/packets.json      | up-2-svc                      | /decoded/payload        | "00"
          packets/packets.json      | up-2-svc                      | /decoded/dst/host       | "0002"
          packets/packets.json      | up-2-svc                      | /decoded/src/text       | "127.0.0.1"
          packets/packets.json      | up-2-svc                      | /decoded/path/0/up      | false
          packets/packets.json      | up-2-svc                      | /decoded/path/0/hopFields/1/mac | "000000"
          packets/packets.json      | up-2-svc                      | /decoded/pathBytes      | ""
          packets/packets.json      | up-2-svc                      | /reversed               | "00"
          packets/packets.json      | up-2-svc                      | /reversedIndexes/1      | 1
          packets/packets.json      | up-2-svc                      | /firstInterface         | 16
          packets/packets.json      | up-2-svc                      | /reversedFirstInterface | null
          packets/packets.json      | up-2-svc                      | /sendingServer/firstHop | null
          packets/packets.json      | up-2-svc                      | /sendingServer/host     | "127.0.0.1"
          packets/packets.json      | up-2-svc                      | /receivedAs             | "(1-14 (IPV4) 127.0.0.119):30069"
          packets/packets.json      | local-svc-bs                  | /sendingServer/firstHop/1 | 30042
          packets/packets.json      | two-exts                      | /decoded/extensions/1/type | 2
          packets/packets.json      | scmp-revoked-if               | /decoded/scmp/timestamp | 1
          packets/packets.json      | scmp-revoked-if               | /reversedPath           | "00"
          packets/packets.json      | scmp-revoked-if               | /scmpPayload/info       | ""
          packets/packets.json      | scmp-revoked-if               | /scmpPayload/parts/l4_hdr | ""
          packets/packets.json      | scmp-revoked-if               | /scmpPayload/revokedInterface/hopOffset | 0
          packets/packets.json      | scmp-revoked-if               | /scmpPayload/revokedInterface/revInfoFields/epoch | 1
          packets/packets.json      | scmp-revoked-if               | /scmpPayload/revokedInterface/revInfoPadded | ""
          packets/malformed.json    | good                          | /legacyResult           | "dropped"
          packets/malformed.json    | good                          | /legacySendsScmp        | true
          packets/malformed.json    | payload-garbage               | /legacyResult           | "accepted"
          packets/malformed.json    | ext-unknown-hbh               | /legacySendsScmp        | false
          packets/dispatcher.json   | registration-1-14-IPV4-0-ffff-bind-noscmp | /ia         | "1-15"
          packets/dispatcher.json   | registration-1-14-IPV4-0-ffff-bind-noscmp | /bind/1     | 30101
          packets/dispatcher.json   | registration-1-14-IPV4-0-ffff-bind-noscmp | /svc        | null
          packets/dispatcher.json   | registration-1-14-IPV4-0-ffff-bind-noscmp | /scmp       | true
          packets/dispatcher.json   | registration-1-14-IPV4-0-ffff-bind-noscmp | /frame      | "de"
          packets/dispatcher.json   | frame-v6                      | /address/0              | "2001:db8::2"
          packets/dispatcher.json   | frame-v6                      | /payload                | ""
          """)
  void wrongExpectationFails(String file, String name, String place, String value)
      throws IOException {
    JsonNode wrong = JSON.readTree(value);
    one(file, name, vector -> put(vector, place, wrong));

    ComparedFolder run = ComparedFolder.of(folder);

    assertFalse(run.passed(), run::out);
    assertTrue(run.lines().contains("FAILED " + file + " " + name), run::out);
    assertTrue(run.lines().contains("total: 0 passed, 1 failed, 0 skipped"), run::out);
  }

  /**
   * Everything recorded in a step is compared, even if a rule changes the expectation, because the
   * changed expectation is equally precise.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          local | local-core-direct-up         | /steps/1/expect/sent/0/message            | "segReg"
          local | local-core-direct-up         | /steps/1/expect/sent/0/dstIA              | "1-15"
          local | local-core-direct-up         | /steps/1/expect/sent/0/dstHost            | "127.0.0.101"
          local | local-core-direct-up         | /steps/1/expect/sent/0/dstPort            | 30256
          local | local-core-direct-up         | /steps/1/expect/sent/0/firstHop/1         | 30042
          local | local-core-direct-up         | /steps/1/expect/sent/0/segReq/dst         | "1-12"
          local | local-core-direct-up         | /steps/1/expect/sent/0/records/up/0       | "1-11_1-14+peer"
          local | local-core-direct-up         | /steps/1/expect/sent                      | []
          local | local-core-direct-up         | /steps/1/expect/outcome/0                 | "pending"
          local | local-core-direct-up         | /steps/1/expect/state/stored/up/0         | "1-11_1-14+new"
          local | local-core-direct-up         | /steps/0/records/0/1                      | "1-11_1-14+new"
          local | local-core-empty-db          | /steps/0/expect/state/waiting/1           | 2
          local | local-core-up-only           | /steps/1/expect/sent/0/path               | "00"
          local | local-core-up-only           | /steps/1/expect/sent/0/indexes/1          | 2
          local | local-core-up-only           | /steps/1/expect/sent/0/reqId              | "same"
          local | local-core-up-only           | /steps/1/expect/state/pending/0/requesters | 2
          local | local-pending-refreshed      | /steps/3/at                               | 3.5
          local | local-missing-trc            | /steps/0/expect/sent/0/trcReq/version     | 5
          local | local-chain-request-v1       | /steps/0/expect/sent/0/certChain/1        | "2"
          local | local-revoke-own-if-two-ups  | /steps/1/expect/sent/0/rev                | "rev-1-11-12+2"
          core  | core-revoke-peer             | /steps/2/expect/sent/0/records/revInfos/0 | "rev-1-11-12+2"
          core  | core-prop-master             | /steps/1/expect/sent/0/records/down/0     | "1-12_1-15"
          core  | core-prop-master             | /steps/1/expect/sent/0/dstIA              | "1-13"
          core  | core-prop-not-master         | /server/isMaster                          | true
          core  | core-dst-core-other-isd-none-master | /steps/0/expect/outcome/1          | "waiting"
          local | local-unsigned-accepted      | /steps/1/expect/sent/0/records/up/0       | "1-11_1-14"
          local | local-revoke-bad-proof       | /steps/3/expect/state/stored/up/0         | "1-11_1-14+new"
          local | local-trc-unasked            | /steps/1/expect/sent/0/trc/1              | 1
          local | local-missing-trc-shared-cache | /steps/0/expect/sent/0/dstPort          | 30073
          core  | core-revoke-share            | /steps/2/expect/sent/0/records/down/0     | "1-11_1-14+new"
          core  | core-waiting-by-segment-not-ours | /steps/1/expect/state/pending/0/requesters | 2
          core  | core-1-13-limit-ties         | /steps/1/expect/sent/0/records/core/0     | "1-11_1-12_1-13#0"
          """)
  void wrongStepFails(String file, String name, String place, String value) throws IOException {
    JsonNode wrong = JSON.readTree(value);
    copyPools();
    one("resolution/" + file + ".json", name, vector -> put(vector, place, wrong));

    ComparedFolder run = ComparedFolder.of(folder);

    assertFalse(run.passed(), run::out);
    assertTrue(run.lines().contains("FAILED resolution/" + file + ".json " + name), run::out);
    assertTrue(run.lines().contains("resolution: 310 passed, 1 failed, 0 skipped"), run::out);
  }

  @Test
  void scenarioThatNamesWhatIsInNoPoolFails() throws IOException {
    one("resolution/local.json", "local-core-direct-up", vector -> {});

    ComparedFolder run = ComparedFolder.of(folder);

    assertFalse(run.passed(), run::out);
    assertTrue(
        run.out().contains("it names the segment '1-11_1-14', which is in no pool"), run::out);
  }

  @Test
  void scenarioWithoutItsNetworkFails() throws IOException {
    copyPools();
    one("resolution/local.json", "local-core-direct-up", vector -> {});
    Files.delete(folder.resolve("trust/network-default.json"));

    ComparedFolder run = ComparedFolder.of(folder);

    assertFalse(run.passed(), run::out);
    assertTrue(run.out().contains("the network Default is not in the folder trust"), run::out);
  }

  @Test
  void proofWithoutItsTreeIsComparedInPart() throws IOException {
    one("revocations/proofs.json", "one-at+0-if7-t+0", c -> {});

    ComparedFolder run = ComparedFolder.of(folder);

    assertTrue(run.passed(), run::out);
    assertTrue(
        run.lines().contains("partly compared: 1 (the tree of the proof is not in the folder)"),
        run::out);
  }

  @Test
  void wrongRootOfProofIsNoticedWhereItsTreeIs() throws IOException {
    one(
        "revocations/proofs.json",
        "one-at+0-if7-t+0",
        vector -> vector.put("provesNextWindowRoot", true));
    Files.copy(
        recorded().resolve("revocations/trees.json"), folder.resolve("revocations/trees.json"));

    ComparedFolder run = ComparedFolder.of(folder);

    assertFalse(run.passed(), run::out);
    assertTrue(run.out().contains("provesNextWindowRoot: expected true, got false"), run::out);
  }

  @Test
  void optionalMembersMayBeLeftOut() throws IOException {
    one(
        "segments/segments.json",
        "tiny-down-1-11_1-13",
        vector ->
            vector.retain("name", "network", "verifier", "type", "clock", "segment", "expect"));

    ComparedFolder run = ComparedFolder.of(folder);

    assertTrue(run.passed(), run::out);
  }

  @Test
  void brokenFilesAndCasesAreFailures() throws IOException {
    one("trust/cases.json", "lz4-plain", vector -> vector.put("kind", "unheard of"));
    Files.writeString(folder.resolve("trust/broken.json"), "{\"cases\": [");
    Files.writeString(folder.resolve("trust/cases-of-nothing.json"), "{\"cases\": [1]}");
    Files.writeString(folder.resolve("trust/other.json"), "{\"head\": true}");

    ComparedFolder run = ComparedFolder.of(folder);

    assertFalse(run.passed(), run::out);
    assertTrue(
        run.lines().stream().anyMatch(line -> line.matches("trust: \\d+ passed, 4 failed, .*")),
        run::out);
  }

  @Test
  void wrongNetworkIsFailure() throws IOException {
    copyNetworks();
    Path file = folder.resolve("trust/network-tiny.json");
    Files.writeString(
        file,
        Files.readString(file).replaceFirst("\"signPublicKey\": ?\"..", "\"signPublicKey\": \"00"));

    ComparedFolder run = ComparedFolder.of(folder);

    assertFalse(run.passed(), run::out);
    assertTrue(run.lines().contains("FAILED trust/network-tiny.json"), run::out);
  }

  @Test
  void missingEmptyOrForeignFolderIsRefused() throws IOException {
    assertRefused(folder.resolve("nowhere"));
    assertRefused(folder);
    Files.createDirectory(folder.resolve("messages"));
    assertRefused(folder);
    Files.writeString(folder.resolve("messages/none.json"), "{\"cases\": []}");
    assertEquals(CaseCounts.NONE, ComparedFolder.of(folder).total());
  }

  private static void assertRefused(Path folder) {
    UnreadableException refusal =
        assertThrows(UnreadableException.class, () -> ComparedFolder.of(folder));
    assertTrue(refusal.getMessage().startsWith(folder.toString()), refusal::getMessage);
  }

  /** Creates a folder that contains one modified case of a file, and the networks. */
  private void one(String file, String name, Consumer<ObjectNode> change) throws IOException {
    copyNetworks();
    ObjectNode content = (ObjectNode) JSON.readTree(recorded().resolve(file).toFile());
    ObjectNode vector =
        Stream.iterate(0, i -> i + 1)
            .limit(content.get("cases").size())
            .map(i -> (ObjectNode) content.get("cases").get(i))
            .filter(candidate -> candidate.get("name").textValue().equals(name))
            .findFirst()
            .orElseThrow();
    change.accept(vector);
    content.putArray("cases").add(vector);
    Path target = folder.resolve(file);
    Files.createDirectories(target.getParent());
    JSON.writeValue(target.toFile(), content);
  }

  private void copyNetworks() throws IOException {
    copy("trust", "network-tiny.json", "network-default.json");
  }

  private void copyPools() throws IOException {
    copy("resolution", "segments.json", "revocations.json", "trust.json");
  }

  private void copy(String group, String... files) throws IOException {
    Files.createDirectories(folder.resolve(group));
    for (String file : files) {
      Files.copy(recorded().resolve(group).resolve(file), folder.resolve(group).resolve(file));
    }
  }

  private static void put(ObjectNode vector, String place, JsonNode value) {
    int last = place.lastIndexOf('/');
    String member = place.substring(last + 1);
    switch (vector.at(place.substring(0, last))) {
      case ObjectNode object -> object.set(member, value);
      case ArrayNode array -> array.set(Integer.parseInt(member), value);
      default -> throw new AssertionError("no " + place);
    }
  }

  private static Path recorded() {
    try {
      return Path.of(ConformRunTest.class.getResource("/legacy").toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  /** The counts and output of comparing a folder. */
  private record ComparedFolder(CaseCounts total, String out) {
    static ComparedFolder of(Path folder) {
      StringWriter out = new StringWriter();
      CaseCounts total = ConformRun.over(folder, new PrintWriter(out));
      return new ComparedFolder(total, out.toString());
    }

    boolean passed() {
      return total.failed() == 0;
    }

    List<String> lines() {
      return out.lines().toList();
    }
  }
}
