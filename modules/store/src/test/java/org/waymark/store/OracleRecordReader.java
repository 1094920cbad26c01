package org.waymark.store;

import org.waymark.fixtures.oracle.Oracle;
import org.waymark.fixtures.oracle.OracleFact;
import org.waymark.fixtures.oracle.OracleOutcome;
import org.waymark.fixtures.oracle.OracleReader;
import org.waymark.log.LogRecord;
import org.waymark.wire.DecoderLimits;

/** Applies records of the log to an oracle. */
final class OracleRecordReader {
  private final OracleReader reader;

  OracleRecordReader(DecoderLimits limits) {
    reader = new OracleReader(limits);
  }

  OracleOutcome apply(Oracle oracle, LogRecord record) {
    return oracle.apply(record.offset(), record.recordTimeMs(), reader.read(record.value()));
  }

  OracleFact read(byte[] value) {
    return reader.read(value);
  }
}
