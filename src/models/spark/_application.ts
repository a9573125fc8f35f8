import type { EventFields } from '../model.ts';
import type { SparkValues } from './engine.ts';

/** How the application is set, by Spark's own names of settings. */
export interface ApplicationEvent extends EventFields {
  readonly version: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly driverMemoryBytes: number;
}

/** Settings that the model has, as Spark prints them; what it has no counterpart of is not there. */
export const applicationOf = (values: SparkValues, coresEach: number): ApplicationEvent => {
  const bytes = (size: number): string => `${Math.round(size)}b`;
  const [major, minor] = values.sparkVersion.toFixed(1).split('.');
  const optional: Record<string, string> = {};
  if (values.minPartitions !== null) optional['spark.sql.files.minPartitionNum'] = String(values.minPartitions);
  if (values.maxPartitions !== null) optional['spark.sql.files.maxPartitionNum'] = String(values.maxPartitions);
  return {
    version: `${major}.${minor}.0`,
    driverMemoryBytes: values.driverMemory,
    properties: {
      'spark.driver.memory': bytes(values.driverMemory),
      'spark.eventLog.enabled': 'true',
      'spark.executor.cores': String(coresEach),
      'spark.executor.instances': String(values.workers),
      'spark.master': values.scheduler.name,
      'spark.scheduler.mode': values.mode.toUpperCase(),
      'spark.speculation': String(values.speculation),
      'spark.sql.adaptive.advisoryPartitionSizeInBytes': bytes(values.advisorySize),
      'spark.sql.adaptive.coalescePartitions.minPartitionSize': bytes(values.minPartitionSize),
      'spark.sql.adaptive.enabled': String(values.adaptive),
      'spark.sql.files.maxPartitionBytes': bytes(values.maxPartitionBytes),
      'spark.sql.files.openCostInBytes': bytes(values.openCost),
      'spark.sql.shuffle.partitions': String(values.shufflePartitions),
      'spark.sql.sources.parallelPartitionDiscovery.threshold': String(values.listingThreshold),
      'spark.task.cpus': '1',
      ...optional,
    },
  };
};
