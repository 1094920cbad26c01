/**
 * The rehearsal: short work of a replica and of commands, during which the JVM notes what to put
 * into the class caches of {@code tools/waymark} (JEP 514). Only the build runs it.
 */
package org.waymark.cli.rehearsal;
