/**
 * The work caused by messages, and the verification threads that execute it, one sender after
 * another.
 */
package org.waymark.server.work;
