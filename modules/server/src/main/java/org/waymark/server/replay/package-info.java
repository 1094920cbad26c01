/**
 * The one writer of the store: replay of the log, at a restart as in normal life, and readiness.
 */
package org.waymark.server.replay;
