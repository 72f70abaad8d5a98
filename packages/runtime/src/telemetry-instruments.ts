import type {
  BatchObservableCallback,
  Counter,
  Histogram,
  Meter,
  ObservableGauge,
} from '@opentelemetry/api';
import { ownMetrics, SECONDS, type MetricName } from './telemetry-names.ts';
import type { Telemetry } from './telemetry-types.ts';

/**
 * Our own instruments on a meter: made when first used, so that a service exports only what it has.
 */
export function ownInstruments(meter: Meter): Pick<Telemetry, 'record' | 'observe'> {
  const recorders = new Map<MetricName, Counter | Histogram>();
  const gauges = new Map<MetricName, ObservableGauge>();
  const gauge = (name: MetricName): ObservableGauge => {
    const { unit, description } = ownMetrics[name];
    const made = gauges.get(name) ?? meter.createObservableGauge(name, { unit, description });
    gauges.set(name, made);
    return made;
  };
  const recorder = (name: MetricName): Counter | Histogram => {
    const { kind, unit, description } = ownMetrics[name];
    const known = recorders.get(name);
    if (known) return known;
    const made =
      kind === 'counter'
        ? meter.createCounter(name, { unit, description })
        : meter.createHistogram(name, {
            unit,
            description,
            advice: { explicitBucketBoundaries: SECONDS },
          });
    recorders.set(name, made);
    return made;
  };
  return {
    record: (name, value, attributes) => {
      const found = recorder(name);
      if ('add' in found) found.add(value, attributes);
      else found.record(value, attributes);
    },
    observe: (names, read) => {
      const observed = names.map(gauge);
      const callback: BatchObservableCallback = async (result) => {
        for (const { metric, value, attributes } of await read())
          result.observe(gauge(metric), value, attributes);
      };
      meter.addBatchObservableCallback(callback, observed);
      return () => meter.removeBatchObservableCallback(callback, observed);
    },
  };
}
