package org.waymark.history.page;

import java.io.StringReader;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** Reads a page with the XML parser of the JDK, which refuses what is not well-formed. */
final class PageReader {
  private final Document page;

  private PageReader(Document page) {
    this.page = page;
  }

  static PageReader of(String html) {
    try {
      return new PageReader(
          DocumentBuilderFactory.newNSInstance()
              .newDocumentBuilder()
              .parse(new InputSource(new StringReader(html))));
    } catch (Exception e) {
      throw new AssertionError("not well-formed: " + html, e);
    }
  }

  List<Element> all(String element) {
    NodeList nodes = page.getElementsByTagNameNS("*", element);
    return IntStream.range(0, nodes.getLength()).mapToObj(i -> (Element) nodes.item(i)).toList();
  }

  List<Element> withClass(String element, String look) {
    return all(element).stream().filter(one -> one.getAttribute("class").equals(look)).toList();
  }

  String text() {
    return page.getDocumentElement().getTextContent();
  }

  Set<String> elements() {
    Set<String> names = new TreeSet<>();
    all("*").forEach(one -> names.add(one.getLocalName()));
    return names;
  }

  Set<String> attributes() {
    Set<String> names = new TreeSet<>();
    for (Element one : all("*")) {
      NamedNodeMap attributes = one.getAttributes();
      for (int i = 0; i < attributes.getLength(); i++) {
        Node attribute = attributes.item(i);
        names.add(attribute.getNodeName());
      }
    }
    return names;
  }

  /** {@return the rows of the table with a caption that begins like this} */
  List<Element> rows(String caption) {
    for (Element table : all("table")) {
      NodeList captions = table.getElementsByTagNameNS("*", "caption");
      if (captions.item(0).getTextContent().startsWith(caption)) {
        NodeList rows =
            ((Element) table.getElementsByTagNameNS("*", "tbody").item(0))
                .getElementsByTagNameNS("*", "tr");
        return IntStream.range(0, rows.getLength()).mapToObj(i -> (Element) rows.item(i)).toList();
      }
    }
    return List.of();
  }
}
