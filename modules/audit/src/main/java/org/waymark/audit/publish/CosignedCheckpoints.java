package org.waymark.audit.publish;

import java.util.ArrayList;
import java.util.List;
import org.waymark.audit.checkpoint.Checkpoint;
import org.waymark.audit.checkpoint.CheckpointVerifier;
import org.waymark.audit.checkpoint.Cosignature;
import org.waymark.audit.checkpoint.VerifiedCheckpoint;
import org.waymark.audit.note.SignedNote;
import org.waymark.audit.note.VerifierKey;
import org.waymark.audit.proof.TiledTree;
import org.waymark.audit.tiles.TileDirectory;
import org.waymark.audit.tiles.TileException;
import org.waymark.segment.ByteString;
import org.waymark.trust.Ed25519;
import org.waymark.wire.Decoded;
import org.waymark.wire.RefusalReason;

/**
 * The checkpoints in a published folder that witnesses have cosigned (C2SP tlog-cosignature). For
 * each witness, the largest checkpoint is kept. A checkpoint is kept only if the log and a known
 * witness have signed it and the published tree extends it; every checkpoint is verified again
 * whenever it is used. Used by one thread.
 */
public final class CosignedCheckpoints {
  private final TileDirectory folder;
  private final List<VerifierKey> logKeys;

  /** The fact that a witness has seen a tree of the given size. */
  public record Seen(Cosignature cosignature, long size) {
    /** {@return this fact as a human-readable sentence} */
    public String text() {
      return "seen by witness %s at %s: %d records"
          .formatted(cosignature.witness().name(), cosignature.time(), size);
    }
  }

  public CosignedCheckpoints(TileDirectory folder, List<VerifierKey> logKeys) {
    this.folder = folder;
    this.logKeys = List.copyOf(logKeys);
  }

  /**
   * Keeps a cosigned checkpoint for each witness that has cosigned it but has not cosigned a larger
   * one.
   *
   * @param published the published checkpoint, whose signature the caller trusts
   * @return the trees that the known witnesses have seen; rejected if a signature by the log or a
   *     known witness is missing or wrong, or if the published tree does not extend the checkpoint
   * @throws TileException if tiles that are needed are missing or cannot be used
   * @throws java.io.UncheckedIOException if files cannot be used
   */
  public Decoded<List<Seen>> add(
      Checkpoint published, SignedNote note, List<VerifierKey> witnesses) {
    return verifier(published, witnesses)
        .verify(note)
        .then(cosigned -> inTreeOf(published, cosigned))
        .then(
            cosigned -> {
              if (cosigned.cosignatures().isEmpty()) {
                return Decoded.refused(
                    RefusalReason.NOTE_SIGNATURE, "no known witness has cosigned it");
              }
              List<Seen> seen = new ArrayList<>();
              for (Cosignature cosignature : cosigned.cosignatures()) {
                Seen fresh = new Seen(cosignature, cosigned.checkpoint().size());
                keep(published, fresh, note);
                seen.add(fresh);
              }
              return Decoded.accepted(List.copyOf(seen));
            });
  }

  private void keep(Checkpoint published, Seen fresh, SignedNote note) {
    VerifierKey witness = fresh.cosignature().witness();
    boolean isLargest =
        by(witness, published).asOptional().filter(kept -> kept.size() > fresh.size()).isEmpty();
    if (isLargest) {
      folder.keepCosigned(witness.id(), note.encode());
    }
  }

  /**
   * {@return the fact that a witness has cosigned a checkpoint consistent with the given one, or
   * the reason why no such checkpoint is known}
   *
   * @throws TileException if tiles that are needed are missing or cannot be used
   * @throws java.io.UncheckedIOException if files cannot be used
   */
  public Decoded<Seen> by(VerifierKey witness, Checkpoint checkpoint) {
    return folder
        .cosignedBy(witness.id())
        .map(bytes -> verified(witness, checkpoint, bytes))
        .orElseGet(() -> notSeen(witness));
  }

  private Decoded<Seen> verified(VerifierKey witness, Checkpoint checkpoint, ByteString bytes) {
    return verifier(checkpoint, List.of(witness))
        .open(bytes)
        .then(cosigned -> inTreeOf(checkpoint, cosigned))
        .then(
            cosigned ->
                cosigned.cosignatures().stream()
                    .findFirst()
                    .map(
                        cosignature ->
                            Decoded.accepted(new Seen(cosignature, cosigned.checkpoint().size())))
                    .orElseGet(() -> notSeen(witness)));
  }

  /** {@return a rejection that says that the witness is not known to have seen the tree} */
  public static Decoded<Seen> notSeen(VerifierKey witness) {
    return Decoded.refused(
        RefusalReason.NOTE_SIGNATURE,
        "witness "
            + witness.name()
            + " has cosigned neither this checkpoint nor one that is stored with it");
  }

  private CheckpointVerifier verifier(Checkpoint checkpoint, List<VerifierKey> witnesses) {
    return new CheckpointVerifier(Ed25519.fastest(), checkpoint.origin(), logKeys, witnesses);
  }

  /** Rejects a checkpoint that belongs to a different history than a checkpoint in the folder. */
  private Decoded<VerifiedCheckpoint> inTreeOf(Checkpoint checkpoint, VerifiedCheckpoint cosigned) {
    boolean cosignedIsOlder = cosigned.checkpoint().size() <= checkpoint.size();
    Checkpoint older = cosignedIsOlder ? cosigned.checkpoint() : checkpoint;
    Checkpoint newer = cosignedIsOlder ? checkpoint : cosigned.checkpoint();
    return new TiledTree(folder, newer.size())
            .consistency(older.size())
            .proves(older.root(), newer.root())
        ? Decoded.accepted(cosigned)
        : Decoded.refused(
            RefusalReason.PROOF,
            "the cosigned checkpoints of %d records and of %d records contradict each other"
                .formatted(cosigned.checkpoint().size(), checkpoint.size()));
  }
}
