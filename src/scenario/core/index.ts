export { isEndless } from './activities.ts';
export { type Catalog, createCatalog } from './catalog.ts';
export { dimensionless, dimensionOf, evaluate, functionNames, metricsIn, namesIn } from './expression.ts';
export {
  activityMetrics,
  commonMetrics,
  costMetrics,
  dimensionOfUnit,
  type MetricReading,
  type MetricRef,
  metricsOfDesign,
  readMetricName,
  type Statistic,
  statistics,
} from './metric-name.ts';
export { type Resolution, resolveScenario } from './resolve.ts';
export type * from './types.ts';
