/**
 * The work caused by messages, and the verification threads that execute it, taking senders in
 * turn.
 */
package org.waymark.server.work;
