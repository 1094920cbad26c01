/**
 * Plays recorded scenarios to a whole server on the clock of the recording, and keeps what it
 * sends.
 */
package org.waymark.conform.scenario;
