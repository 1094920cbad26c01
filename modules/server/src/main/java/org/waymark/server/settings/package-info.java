/**
 * The settings of a path server with their defaults, one type for each part that reads them: {@link
 * org.waymark.server.settings.AnswerSettings}, {@link
 * org.waymark.server.settings.PropagationSettings} and so on. {@link
 * org.waymark.server.settings.ServerSettings} and {@link org.waymark.server.settings.ServerLimits}
 * only put them together. Settings that apply reads are in {@link
 * org.waymark.store.row.ApplySettings}.
 */
package org.waymark.server.settings;
