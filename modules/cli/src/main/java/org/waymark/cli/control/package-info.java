/** Requests from one command to another that is running: JSON lines over a Unix socket. */
package org.waymark.cli.control;
