/**
 * Appending to the log: budgets, the append itself, and waiting until this replica has applied the
 * record.
 */
package org.waymark.server.append;
