/**
 * Commands with which an operator hides segments from all answers of an AS. A block is an event of
 * the log like any other, so every replica hides the same segments, and the history of the log
 * shows who blocked what, when and why.
 */
package org.waymark.cli.block;
