/**
 * Turns answers about the past into pages: single HTML files with pictures, and with the same data
 * as tables below them.
 *
 * <p>A page is a pure function of the JSON of an answer, so that it is the same no matter whether a
 * running replica, a store or the log gave the answer. It contains no script and loads nothing; its
 * policy ({@code Content-Security-Policy}) forbids both. All texts of an answer may come from the
 * log and are untrusted: {@link org.waymark.history.page.HtmlWriter} escapes everything that it
 * writes. Every page is well-formed XML as well, so any XML parser can read it.
 */
package org.waymark.history.page;
