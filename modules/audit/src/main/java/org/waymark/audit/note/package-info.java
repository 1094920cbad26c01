/**
 * Signed notes: text with the signatures of one or more keys (C2SP signed-note).
 *
 * <pre>{@code
 * SignedNote note = SignedNote.of("text\n").with(signer.sign("text\n"));
 * Decoded<VerifiedNote> verified =
 *     SignedNote.parse(note.encode()).then(new NoteVerifier(Ed25519.fastest(), keys)::verify);
 * }</pre>
 *
 * <p>The text of a note must not be used before the note is verified. Signatures by unknown keys
 * are kept, but not verified.
 */
package org.waymark.audit.note;
