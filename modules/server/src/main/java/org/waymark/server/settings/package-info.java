/**
 * The settings of a path server with their defaults. Each part has its own type, such as {@link
 * org.waymark.server.settings.AnswerSettings} or {@link
 * org.waymark.server.settings.PropagationSettings}. {@link
 * org.waymark.server.settings.ServerSettings} and {@link org.waymark.server.settings.ServerLimits}
 * only combine them. Settings used by apply are in {@link org.waymark.store.row.ApplySettings}.
 */
package org.waymark.server.settings;
