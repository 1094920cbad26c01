package org.waymark.audit.note;

import java.util.List;

/**
 * A note with a valid signature by at least one known key.
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
