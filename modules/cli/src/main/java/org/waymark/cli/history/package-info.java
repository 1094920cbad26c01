/** Commands about the past: where they ask, what they ask, and how they print the answer. */
package org.waymark.cli.history;
