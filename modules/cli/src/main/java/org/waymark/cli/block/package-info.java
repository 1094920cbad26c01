/**
 * Commands that let an operator keep segments out of all answers of an AS. A block is an event in
 * the log like any other, so every replica hides the same segments, and the history of the log
 * shows who blocked what, when and why.
 */
package org.waymark.cli.block;
