/**
 * The work that messages cause, and the verification threads that execute it, taking senders in
 * turn.
 */
package org.waymark.server.work;
