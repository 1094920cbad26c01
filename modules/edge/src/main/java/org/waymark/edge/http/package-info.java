/**
 * The HTTP interface of a replica: whether it lives and is ready, its metrics, and answers about
 * its state and its past as JSON. It only reads.
 */
package org.waymark.edge.http;
