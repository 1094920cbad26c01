package org.waymark.store;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.waymark.fixtures.oracle.Oracle;
import org.waymark.fixtures.oracle.OracleOutcome;
import org.waymark.fixtures.oracle.OracleRow;
import org.waymark.fixtures.oracle.OracleState;
import org.waymark.log.LogRecord;
import org.waymark.log.Topic;
import org.waymark.store.apply.Applied;
import org.waymark.store.row.ApplySettings;

/**
 * A log that is written record by record. A store of each form and the oracle apply each record at
 * once; then everything about them is compared.
 */
final class ApplyScenario implements AutoCloseable {
  private final List<ApplyForm.Opened> forms;
  private final Oracle oracle;
  private final OracleRecordReader reader;
  private long nextOffset;

  private ApplyScenario(List<ApplyForm> forms, ApplySettings settings) {
    this.forms = forms.stream().map(form -> form.open(settings)).toList();
    oracle = new Oracle(settings.aheadMs(), settings.treeTtls());
    reader = new OracleRecordReader(settings.limits());
  }

  static ApplyScenario inBothForms() {
    return inBothForms(SmallWorldEvents.settings());
  }

  static ApplyScenario inBothForms(ApplySettings settings) {
    return new ApplyScenario(List.of(ApplyForm.values()), settings);
  }

  static ApplyScenario inMemory(ApplySettings settings) {
    return new ApplyScenario(List.of(ApplyForm.MEMORY), settings);
  }

  /**
   * Appends a record with the given value and record time.
   *
   * @return the effect of the record
   * @throws AssertionError if a store's effect, rows or answers differ from the oracle's
   */
  OracleOutcome at(long recordTimeMs, byte[] value) {
    LogRecord record = SmallWorldEvents.record(nextOffset++, recordTimeMs, value);
    OracleOutcome outcome = reader.apply(oracle, record);
    for (ApplyForm.Opened form : forms) {
      List<Applied> applied = form.store().apply(Topic.EVENTS, List.of(record));
      ApplyComparison.sameOutcome(outcome, applied.getFirst());
      ApplyComparison.same(oracle, form.store());
    }
    return outcome;
  }

  /** {@return the rows, which are the same in all forms, one per line} */
  String rowsText() {
    return oracle.state().rows().stream().map(OracleRow::text).collect(Collectors.joining("\n"));
  }

  /** {@return the offsets of the stored versions} */
  List<Long> stored() {
    return oracle.state().segments.stream().map(OracleState.Version::offset).sorted().toList();
  }

  /** {@return the number of rows} */
  int rows() {
    return oracle.state().rowCount();
  }

  long lastTickMs() {
    return oracle.state().lastTickMs;
  }

  List<Store> stores() {
    List<Store> stores = new ArrayList<>();
    forms.forEach(form -> stores.add(form.store()));
    return stores;
  }

  @Override
  public void close() {
    forms.forEach(ApplyForm.Opened::close);
  }
}
