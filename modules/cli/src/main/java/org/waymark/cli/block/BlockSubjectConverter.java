package org.waymark.cli.block;

import java.util.regex.Pattern;
import org.waymark.segment.AsInterface;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentId;
import org.waymark.wire.event.BlockSubject;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Parses the subject of a block: an AS, an interface such as 1-11#5, or a whole segment id. */
final class BlockSubjectConverter implements ITypeConverter<BlockSubject> {
  private static final Pattern SEGMENT_ID = Pattern.compile("[0-9a-fA-F]{64}");

  @Override
  public BlockSubject convert(String text) {
    try {
      if (SEGMENT_ID.matcher(text).matches()) {
        return new BlockSubject.OfSegment(new SegmentId(ByteString.ofHex(text)));
      }
      if (text.contains("#")) {
        AsInterface one = AsInterface.parse(text);
        refuseWildcard(one.ia());
        return new BlockSubject.OfInterface(one.ia(), one.id());
      }
      IsdAs ia = IsdAs.parse(text);
      refuseWildcard(ia);
      return new BlockSubject.OfAs(ia);
    } catch (IllegalArgumentException wrong) {
      throw new TypeConversionException(
          "must be an AS such as 1-11, an interface such as 1-11#5, or all 64 digits of a segment"
              + " id, got '"
              + text
              + "'");
    }
  }

  private static void refuseWildcard(IsdAs ia) {
    if (ia.isd() == 0 || ia.isWildcard()) {
      throw new IllegalArgumentException("a block has one AS");
    }
  }
}
