package org.waymark.audit.note;

import java.util.List;

/**
 * A note that at least one known key has signed.
 *
 * @param note the whole note, as it was parsed
 * @param signatures the valid signatures by known keys
 * @param unknown the signatures by other keys, which are not verified
 */
public record VerifiedNote(
    SignedNote note, List<VerifiedSignature> signatures, List<NoteSignature> unknown) {
  public VerifiedNote {
    signatures = List.copyOf(signatures);
    unknown = List.copyOf(unknown);
  }
}
