/** A checked scenario to results, on as many threads as there are cores. */
import { availableParallelism } from 'node:os';
import { type Results, writeResults } from '../results/index.ts';
import type { Scenario } from '../scenario/index.ts';
import { version } from '../version.ts';
import type { Io } from './io.ts';
import { createProgress } from './progress.ts';

/** Set by the bundler: where the worker's program lies, seen from the chunks. */
declare const LAKESIM_WORKER: string | undefined;

export interface SimulateOptions {
  workers: number | undefined;
  label: string;
  showProgress: boolean;
}

export async function simulate(scenario: Scenario, io: Io, options: SimulateOptions): Promise<Results> {
  const { runScenario } = await import('../experiment/index.ts');
  const progress = createProgress(io, options.label, options.showProgress);
  const worker = typeof LAKESIM_WORKER === 'undefined' ? undefined : new URL(LAKESIM_WORKER, import.meta.url);
  try {
    const results = await runScenario(scenario, {
      workers: options.workers ?? availableParallelism(),
      version,
      onProgress: progress.update,
      ...(worker === undefined ? {} : { workerEntry: worker }),
    });
    // As a later `report` will read them: the order of keys can reach a sum's last digit, and so a chart.
    return JSON.parse(writeResults(results)) as Results;
  } finally {
    progress.end();
  }
}
