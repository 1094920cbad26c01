/** The slow, sure way to a past state: folding a part of the log again. */
package org.waymark.history.fold;
