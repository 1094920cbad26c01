package org.waymark.cli.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.waymark.audit.note.NoteSignature;
import org.waymark.audit.note.NoteSigner;
import org.waymark.audit.note.SignatureType;
import org.waymark.audit.note.SignedNote;
import org.waymark.audit.note.VerifierKey;
import org.waymark.segment.ByteString;
import org.waymark.segment.Sha256;

/** A witness that cosigns whatever it is given (C2SP tlog-cosignature, cosignature/v1). */
final class TestWitness {
  private final NoteSigner signer;

  TestWitness(String name, int seed) {
    byte[] bytes = new byte[Sha256.SIZE];
    bytes[0] = (byte) seed;
    signer = NoteSigner.ofSeed(name, ByteString.owning(bytes));
  }

  VerifierKey key() {
    VerifierKey key = signer.verifierKey();
    return new VerifierKey(key.name(), SignatureType.COSIGNATURE_V1, key.publicKey());
  }

  /** Adds a cosignature to the checkpoint in a file. */
  void cosign(Path file, long timeS) throws IOException {
    SignedNote note = SignedNote.parse(ByteString.owning(Files.readAllBytes(file))).orElseThrow();
    ByteString signature =
        signer.sign("cosignature/v1\ntime " + timeS + "\n" + note.text()).signature();
    ByteBuffer timed = ByteBuffer.allocate(Long.BYTES + signature.size());
    timed.putLong(timeS).put(signature.toBytes());
    NoteSignature cosignature =
        new NoteSignature(key().name(), key().id(), ByteString.owning(timed.array()));
    Files.write(file, note.with(cosignature).encode().toBytes());
  }
}
