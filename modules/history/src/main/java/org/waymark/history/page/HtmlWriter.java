package org.waymark.history.page;

import java.io.StringWriter;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * Writes HTML that is also well-formed XML. Every text and every attribute is escaped, and
 * characters that are invisible or change the writing direction are shown as {@code \}{@code
 * u202e}. Not thread-safe.
 */
final class HtmlWriter {
  private static final String DOCTYPE = "<!DOCTYPE html>\n";

  /** The maximum number of characters in one text; the texts in a log are normally shorter. */
  private static final int MAX_TEXT = 1_000;

  private final StringWriter page = new StringWriter();
  private final XMLStreamWriter xml;

  HtmlWriter() {
    page.write(DOCTYPE);
    try {
      xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(page);
    } catch (XMLStreamException e) {
      throw new AssertionError("the XML writer of the JDK is missing", e);
    }
  }

  /**
   * Begins an element.
   *
   * @param attributes alternating names and values
   */
  HtmlWriter open(String element, String... attributes) {
    return write(
        () -> {
          xml.writeStartElement(element);
          writeAttributes(attributes);
        });
  }

  /** Ends the element that was begun last. */
  HtmlWriter close() {
    return write(xml::writeEndElement);
  }

  /** Writes an element without content and without an end tag, such as {@code meta}. */
  HtmlWriter empty(String element, String... attributes) {
    return write(
        () -> {
          xml.writeEmptyElement(element);
          writeAttributes(attributes);
        });
  }

  /** Writes an element that contains only text. */
  HtmlWriter element(String element, String text, String... attributes) {
    return open(element, attributes).text(text).close();
  }

  HtmlWriter text(String text) {
    return write(() -> xml.writeCharacters(printable(text)));
  }

  /** Ends a line, because lines make it possible to read pages and to compare them as text. */
  HtmlWriter line() {
    return write(() -> xml.writeCharacters("\n"));
  }

  /** Writes the content of a {@code style} element, which HTML does not escape. */
  HtmlWriter style(String css) {
    if (css.indexOf('<') >= 0 || css.indexOf('>') >= 0 || css.indexOf('&') >= 0) {
      throw new IllegalArgumentException("a style must not contain characters that need escaping");
    }
    return write(() -> xml.writeCharacters(css));
  }

  /** {@return the page; nothing can be written afterwards} */
  String finish() {
    write(
        () -> {
          xml.writeEndDocument();
          xml.close();
        });
    return page + "\n";
  }

  private void writeAttributes(String... attributes) throws XMLStreamException {
    for (int i = 0; i < attributes.length; i += 2) {
      xml.writeAttribute(attributes[i], printable(attributes[i + 1]));
    }
  }

  private interface Step {
    void run() throws XMLStreamException;
  }

  private HtmlWriter write(Step step) {
    try {
      step.run();
    } catch (XMLStreamException e) {
      throw new AssertionError("writing to memory failed", e);
    }
    return this;
  }

  /** {@return the text, shortened if it is very long, without characters that XML forbids} */
  static String printable(String text) {
    StringBuilder shown = new StringBuilder(Math.min(text.length(), MAX_TEXT));
    text.codePoints()
        .limit(MAX_TEXT)
        .forEach(
            one -> {
              if (isVisible(one)) {
                shown.appendCodePoint(one);
              } else {
                shown.append("\\u%04x".formatted(one));
              }
            });
    int left = text.codePointCount(0, text.length()) - MAX_TEXT;
    return left > 0 ? "%s... (%d more characters)".formatted(shown, left) : shown.toString();
  }

  private static boolean isVisible(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
