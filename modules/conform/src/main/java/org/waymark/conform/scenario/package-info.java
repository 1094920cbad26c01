/**
 * Replays recorded scenarios against a whole server, using the clock of the recording, and collects
 * what the server sends.
 */
package org.waymark.conform.scenario;
