/**
 * Answers to path requests: pure functions over a read view (state, clock), spec 6.
 *
 * <p>A {@link org.waymark.resolve.Resolver} says which stored segments answer a request. What
 * happens when none do (forwarding, keeping the request pending) is the server's part.
 */
package org.waymark.resolve;
