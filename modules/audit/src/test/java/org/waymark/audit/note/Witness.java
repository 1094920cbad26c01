package org.waymark.audit.note;

import java.nio.ByteBuffer;
import org.waymark.segment.ByteString;

/** A witness that cosigns whatever it is given (C2SP tlog-cosignature, cosignature/v1). */
public final class Witness {
  private final NoteSigner signer;

  public Witness(String name, ByteString seed) {
    this.signer = NoteSigner.ofSeed(name, seed);
  }

  public VerifierKey key() {
    VerifierKey key = signer.verifierKey();
    return new VerifierKey(key.name(), SignatureType.COSIGNATURE_V1, key.publicKey());
  }

  public NoteSignature cosign(long timeS, String text) {
    ByteString signature = signer.sign(NoteVerifier.cosigned(timeS, text)).signature();
    ByteBuffer timed = ByteBuffer.allocate(Long.BYTES + signature.size());
    timed.putLong(timeS).put(signature.unsafeBytes());
    return new NoteSignature(key().name(), key().id(), ByteString.owning(timed.array()));
  }
}
