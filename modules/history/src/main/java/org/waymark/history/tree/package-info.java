/**
 * Shows the state at a moment as a tree of folders and entries that can be navigated like a file
 * system.
 *
 * <pre>
 * /segments/up/SRC/DST/ID     the stored version of a path; also down and core
 * /revocations/ISD-AS/IF      the stored revocations of an interface
 * /interfaces/ISD-AS/IF       an interface that stored segments use, or that is revoked or down
 * /blocks/SUBJECT             a block
 * /quarantine/OFFSET          a record that apply could not use
 * /trust/KIND/SUBJECT/VERSION a TRC or certificate chain
 * </pre>
 *
 * <p>Every answer is limited in size and time, and says whether anything was left out.
 */
package org.waymark.history.tree;
