/** {@code waymark store}: takes snapshots of stores, restores them, and verifies stores. */
package org.waymark.cli.store;
