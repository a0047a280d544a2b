export * from './abortable.ts';
export * from './catalog.ts';
export * from './config/config.ts';
export * from './config/define.ts';
export * from './config/normalize.ts';
export {
  configSchema,
  connectorSchema,
  dashboardSchema,
  derivedSchema,
  metricSchema,
  searchIndexSchema,
  widgetSchemas,
} from './config/schema.ts';
export * from './connector.ts';
export * from './csv.ts';
export * from './decimal.ts';
export * from './errors.ts';
export * from './finality.ts';
export * from './format.ts';
export * from './metric.ts';
export * from './names.ts';
export { atGranularity, granularitiesOf } from './query/choose-granularity.ts';
export * from './query/named-partitions.ts';
export * from './query/parse-query.ts';
export { granularityOf, type QueryContext } from './query/plan-query.ts';
export * from './query/query.ts';
export * from './query/reader.ts';
export * from './query/result.ts';
export { describeState, worseBuckets } from './query/result-buckets.ts';
export * from './query/run-query.ts';
export * from './query/to-json.ts';
export { isMixed, missingWithin } from './query/within.ts';
export * from './reconcile/index.ts';
export * from './samples.ts';
export * from './script-beside.ts';
export * from './secret.ts';
export * from './stamp.ts';
export * from './suggest.ts';
export * from './time.ts';
export * from './unit.ts';
export * from './window.ts';
