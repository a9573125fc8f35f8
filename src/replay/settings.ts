/** From the properties in a log to the scheduler's settings, with Spark's defaults of that version where it says nothing. */
import { defaultSettings, type SchedulerSettings, speculationDefaults } from '../models/spark/scheduler/index.ts';
import type { LoggedApplication } from './log/index.ts';

export type ClusterManager = 'local' | 'standalone' | 'yarn' | 'k8s' | 'databricks';

/**
 * Who gave the executors. Databricks runs Spark's standalone master with services of its own around each task, and says
 * so in its properties. A master that was made unreadable is told by its executors: only local mode runs tasks in the driver.
 */
export function clusterManagerOf(app: LoggedApplication): ClusterManager {
  const { properties } = app;
  if (Object.keys(properties).some((key) => key.startsWith('spark.databricks.clusterUsageTags'))) return 'databricks';
  const master = properties['spark.master'] ?? '';
  if (/^local(\[|$)/.test(master)) return 'local';
  if (/^yarn/.test(master)) return 'yarn';
  if (/^k8s/.test(master)) return 'k8s';
  if (master === '' || master.includes('redacted')) {
    return app.executors.every(({ id }) => id === 'driver' || id === '<driver>' || id === 'localhost')
      ? 'local'
      : 'standalone';
  }
  return 'standalone';
}

export interface ReplaySettings {
  readonly settings: SchedulerSettings;
  readonly reduceLocality: boolean;
  /** Executors begin with a GPU plugin (spark.plugins), and run nothing before it is ready. */
  readonly gpuPlugin: boolean;
}

export function settingsOf(app: LoggedApplication): ReplaySettings {
  const { properties } = app;
  const [major = 3, minor = 0] = app.sparkVersion.split('.').map(Number);
  const seconds = (key: string, otherwise: number): number => parseSeconds(properties[key]) ?? otherwise;
  const count = (key: string, otherwise: number): number => {
    const value = Number(properties[key]);
    return properties[key] !== undefined && Number.isFinite(value) ? value : otherwise;
  };
  const wait = seconds('spark.locality.wait', defaultSettings.localityWaitSeconds);
  const speculation = speculationDefaults(Number.isFinite(major) ? major : 3);
  return {
    settings: {
      ...defaultSettings,
      mode: properties['spark.scheduler.mode'] === 'FAIR' ? 'FAIR' : 'FIFO',
      maxFailures: count('spark.task.maxFailures', clusterManagerOf(app) === 'local' ? 1 : defaultSettings.maxFailures),
      localityWaitSeconds: seconds('spark.locality.wait.node', wait),
      localityWaitAnew:
        major < 3 || (major === 3 && minor < 1) || properties['spark.locality.wait.legacyResetOnTaskLaunch'] === 'true',
      maxResultBytes: parseBytes(properties['spark.driver.maxResultSize']) ?? defaultSettings.maxResultBytes,
      maxDirectResultBytes:
        parseBytes(properties['spark.task.maxDirectResultSize']) ?? defaultSettings.maxDirectResultBytes,
      resultThreads: count('spark.resultGetter.threads', defaultSettings.resultThreads),
      shuffleService: properties['spark.shuffle.service.enabled'] === 'true',
      speculation:
        properties['spark.speculation'] === 'true'
          ? {
              intervalSeconds: seconds('spark.speculation.interval', speculation.intervalSeconds),
              quantile: count('spark.speculation.quantile', speculation.quantile),
              multiplier: count('spark.speculation.multiplier', speculation.multiplier),
              minTaskRuntimeSeconds: seconds('spark.speculation.minTaskRuntime', speculation.minTaskRuntimeSeconds),
            }
          : null,
    },
    gpuPlugin:
      /com\.nvidia\.spark\.\w*Plugin/.test(properties['spark.plugins'] ?? '') && clusterManagerOf(app) !== 'local',
    reduceLocality: properties['spark.shuffle.reduceLocality.enabled'] !== 'false',
  };
}

const timeUnits: Readonly<Record<string, number>> = {
  us: 1e-6,
  ms: 1e-3,
  '': 1e-3,
  s: 1,
  m: 60,
  min: 60,
  h: 3600,
  d: 86400,
};

/** Spark's own words for a time; a bare number is milliseconds. */
export function parseSeconds(text: string | undefined): number | null {
  const match = /^\s*(\d+(?:\.\d+)?)\s*([a-z]*)\s*$/.exec((text ?? '').toLowerCase());
  const unit = match === null ? undefined : timeUnits[match[2]!];
  return unit === undefined ? null : Number(match![1]) * unit;
}

const byteUnits: Readonly<Record<string, number>> = { '': 1, b: 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30, t: 2 ** 40 };

/** Spark's own words for a size: 512m and 512mb are MiB. */
export function parseBytes(text: string | undefined): number | null {
  const match = /^\s*(\d+)\s*([bkmgt]?)(?:ib|b)?\s*$/.exec((text ?? '').toLowerCase());
  return match === null ? null : Number(match[1]) * byteUnits[match[2]!]!;
}
