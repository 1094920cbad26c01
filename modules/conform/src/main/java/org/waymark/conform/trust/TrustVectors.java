package org.waymark.conform.trust;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.waymark.conform.vector.Findings;
import org.waymark.conform.vector.Rule;
import org.waymark.conform.vector.UnreadableException;
import org.waymark.conform.vector.VectorCase;
import org.waymark.conform.vector.VectorGroup;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.trust.ChainRules;
import org.waymark.trust.Ed25519;
import org.waymark.trust.TrcRules;
import org.waymark.wire.Decoded;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.trust.CertificateChain;
import org.waymark.wire.trust.Lz4Text;
import org.waymark.wire.trust.Trc;

/**
 * The group {@code trust}: updates and validity of TRCs, certificate chains, the compression of
 * both (PROTOCOL 2, 3.1), and the networks used by cases of other groups.
 */
public final class TrustVectors implements VectorGroup {
  private static final String OK = "ok";
  private static final String ERROR = "error";
  private static final String EITHER = "either";
  private static final DecoderLimits LIMITS = DecoderLimits.DEFAULT;

  private final TrcRules trcRules;
  private final ChainRules chainRules;

  public TrustVectors(Ed25519 ed25519) {
    this.trcRules = new TrcRules(ed25519);
    this.chainRules = new ChainRules(ed25519);
  }

  @Override
  public String name() {
    return "trust";
  }

  @Override
  public void run(VectorCase vector, Findings findings) {
    String kind = vector.text("kind");
    switch (kind) {
      case "trcUpdate" -> runUpdate(vector, findings);
      case "trcActive" -> runActive(vector, findings);
      case "chain" -> runChain(vector, findings);
      case "chainParse" ->
          compareResult(
              expected(vector),
              CertificateChain.parse(utf8(vector, "chain")).whyRefused(),
              findings);
      case "lz4" -> runLz4(vector, findings);
      default -> throw new UnreadableException("its kind '" + kind + "' is unknown");
    }
  }

  private static String expected(VectorCase vector) {
    return vector.part("expect").text("result");
  }

  private static ByteString utf8(VectorCase vector, String member) {
    return TrustNetworks.utf8(vector.text(member));
  }

  private static void compareResult(String expected, Optional<?> refusal, Findings findings) {
    boolean right =
        switch (expected) {
          case OK -> refusal.isEmpty();
          case ERROR -> refusal.isPresent();
          case EITHER -> true;
          default -> throw new UnreadableException("its result '" + expected + "' is unknown");
        };
    if (!right) {
      findings.differs(
          "result: expected " + expected + ", got " + refusal.map(Object::toString).orElse(OK));
    }
  }

  private void runUpdate(VectorCase vector, Findings findings) {
    Decoded<Trc> trusted = Trc.parse(utf8(vector, "trusted"));
    Decoded<Trc> next = Trc.parse(utf8(vector, "new"));
    String expected = expected(vector);
    if (!(trusted instanceof Decoded.Accepted<Trc>(Trc old))
        || !(next instanceof Decoded.Accepted<Trc>(Trc update))) {
      compareResult(expected, trusted.whyRefused().or(next::whyRefused), findings);
      return;
    }
    compareText(vector, "signedBytes", update.signedBytes(), findings);
    if (old.isd() != update.isd() && expected.equals(OK)) {
      findings.used(Rule.ISD);
      expected = ERROR;
    }
    compareResult(expected, trcRules.update(old, update), findings);
  }

  private static void runActive(VectorCase vector, Findings findings) {
    Decoded<Trc> trc = Trc.parse(utf8(vector, "trc"));
    Decoded<Trc> newest =
        vector.textIfAny("newest").map(text -> Trc.parse(TrustNetworks.utf8(text))).orElse(trc);
    Optional<?> refusal =
        trc instanceof Decoded.Accepted<Trc>(Trc one)
                && newest instanceof Decoded.Accepted<Trc>(Trc other)
            ? TrcRules.active(one, other, clockS(vector))
            : trc.whyRefused().or(newest::whyRefused);
    compareResult(expected(vector), refusal, findings);
  }

  private static long clockS(VectorCase vector) {
    return vector.timeMs("clock") / 1000;
  }

  private void runChain(VectorCase vector, Findings findings) {
    ByteString json = utf8(vector, "chain");
    if (vector.has("chainLz4")) {
      comparePacked("chainLz4", vector.bytes("chainLz4"), json, findings);
    }
    Decoded<CertificateChain> chain = CertificateChain.parse(json);
    Decoded<Trc> trc = Trc.parse(utf8(vector, "trc"));
    if (!(chain instanceof Decoded.Accepted<CertificateChain>(CertificateChain parsed))
        || !(trc instanceof Decoded.Accepted<Trc>(Trc under))) {
      compareResult(expected(vector), chain.whyRefused().or(trc::whyRefused), findings);
      return;
    }
    compareText(vector, "leafSignedBytes", parsed.leaf().signedBytes(), findings);
    compareText(vector, "coreSignedBytes", parsed.core().signedBytes(), findings);
    compareResult(
        expected(vector),
        chainRules.verify(parsed, vector.ia("subject"), under, clockS(vector)),
        findings);
  }

  private static void compareText(
      VectorCase vector, String member, ByteString actual, Findings findings) {
    vector
        .textIfAny(member)
        .ifPresent(
            recorded ->
                findings.same(
                    member, recorded, new String(actual.unsafeBytes(), StandardCharsets.UTF_8)));
  }

  /** Compares the two sides after decompression, because LZ4 output varies between compressors. */
  public static void comparePacked(
      String what, ByteString packed, ByteString text, Findings findings) {
    findings.same(what + " unpacked", Decoded.accepted(text), Lz4Text.unpack(packed, LIMITS));
    findings.same(
        what + " packed by us and unpacked",
        Decoded.accepted(text),
        Lz4Text.unpack(Lz4Text.pack(text), LIMITS));
  }

  private static void runLz4(VectorCase vector, Findings findings) {
    VectorCase expect = vector.part("expect");
    Decoded<ByteString> unpacked = Lz4Text.unpack(vector.bytes("packed"), LIMITS);
    Optional<ByteString> text = expect.textIfAny("text").map(TrustNetworks::utf8);
    String expected = expected(vector);
    if (expected.equals(OK) && text.filter(t -> t.size() > LIMITS.lz4TextBytes()).isPresent()) {
      findings.used(Rule.LZ4_LIMIT);
      expected = ERROR;
    }
    compareResult(expected, unpacked.whyRefused(), findings);
    if (text.isPresent() && unpacked.asOptional().isPresent()) {
      findings.same("text", text, unpacked.asOptional());
    }
  }

  /** Checks a network: its TRCs and chains must match the recording and be valid at its clock. */
  @Override
  public void material(VectorCase file, Findings findings) {
    if (!TrustNetworks.isNetwork(file)) {
      throw new UnreadableException("it has no 'cases' and is not a network");
    }
    for (VectorCase recorded : file.parts("trcs")) {
      checkTrc(recorded, findings);
    }
    TrustNetworks.Network network = TrustNetworks.read(file);
    TrustNetworks.ases(file)
        .forEach((ia, as) -> checkAs(IsdAs.parse(ia), as, network, clockS(file), findings));
  }

  private static void checkTrc(VectorCase recorded, Findings findings) {
    ByteString json = utf8(recorded, "trcJson");
    switch (Trc.parse(json)) {
      case Decoded.Accepted<Trc>(Trc trc) -> {
        findings.same("isd", recorded.number("isd"), (long) trc.isd());
        findings.same("version", recorded.number("version"), trc.version());
        compareText(recorded, "signedBytes", trc.signedBytes(), findings);
        if (recorded.has("trcLz4")) {
          comparePacked("trcLz4", recorded.bytes("trcLz4"), json, findings);
        }
        if (recorded.has("coreASes")) {
          findings.same(
              "coreASes",
              recorded.list("coreASes").stream().map(ia -> ia.asText()).sorted().toList(),
              trc.coreAses().keySet().stream().map(IsdAs::toString).sorted().toList());
        }
      }
      case Decoded.Refused<Trc>(var refusal) -> findings.differs("a TRC was rejected: " + refusal);
    }
  }

  private void checkAs(
      IsdAs ia,
      VectorCase recorded,
      TrustNetworks.Network network,
      long clockS,
      Findings findings) {
    ByteString json = utf8(recorded, "chainJson");
    Optional<Trc> trc = network.newestTrc(ia.isd());
    switch (CertificateChain.parse(json)) {
      case Decoded.Accepted<CertificateChain>(CertificateChain chain) -> {
        compareText(recorded, "leafSignedBytes", chain.leaf().signedBytes(), findings);
        compareText(recorded, "coreSignedBytes", chain.core().signedBytes(), findings);
        if (recorded.has("chainLz4")) {
          comparePacked("chainLz4", recorded.bytes("chainLz4"), json, findings);
        }
        if (recorded.has("signPublicKey")) {
          findings.same(
              "signPublicKey", recorded.bytes("signPublicKey"), chain.leaf().subjectSignKey());
        }
        if (recorded.has("core")) {
          findings.same("core", recorded.flag("core"), network.isCore(ia));
        }
        findings.same(
            "why the chain of " + ia + " is rejected",
            Optional.empty(),
            trc.flatMap(newest -> chainRules.verify(chain, ia, newest, clockS)));
      }
      case Decoded.Refused<CertificateChain>(var refusal) ->
          findings.differs("the chain of " + ia + " was rejected: " + refusal);
    }
  }
}
