/** The program of a worker thread: takes jobs of one scenario, hands back outcomes. */
import { parentPort, workerData } from 'node:worker_threads';
import { models } from '../models/registry.ts';
import type { Scenario } from '../scenario/core/index.ts';
import { JobRunner } from './core/index.ts';
import { toWire, type WorkerReply, type WorkerRequest } from './workers.ts';

let runner: JobRunner | null = null;

parentPort?.on('message', (request: WorkerRequest) => {
  parentPort?.postMessage(perform(request));
});

function perform({ index, job, settled }: WorkerRequest): WorkerReply {
  try {
    runner ??= new JobRunner(workerData as Scenario, models);
    runner.settle(settled);
    return { index, outcome: runner.run(job) };
  } catch (error) {
    return { index, error: toWire(error) };
  }
}
