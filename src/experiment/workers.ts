/**
 * Jobs over worker threads. Each worker is given one job at a time; outcomes are put where their job stood in the list,
 * so that neither the number of workers nor who was faster can be seen in them.
 */
import { Worker } from 'node:worker_threads';
import type { Scenario } from '../scenario/core/index.ts';
import { BudgetError, InvariantError, type Job, type JobResult, ScenarioError, type Settled } from './core/index.ts';

export interface WorkerRequest {
  readonly index: number;
  readonly job: Job;
  readonly settled: Settled;
}
export type WorkerReply =
  | { readonly index: number; readonly outcome: JobResult }
  | { readonly index: number; readonly error: WireError };

/** An error as plain data: classes do not cross threads. */
export interface WireError {
  readonly name: string;
  readonly code: string;
  readonly message: string;
  readonly stack: string;
}

const isSource = import.meta.url.endsWith('.ts');

/** `entry` is the worker's program; without one, the file beside this, from source or compiled. */
function startWorker(entry: URL | undefined, workerData: unknown): Worker {
  const program = entry ?? new URL(isSource ? './worker-main.ts' : './worker-main.js', import.meta.url);
  if (entry || !isSource) return new Worker(program, { workerData });
  // A worker does not inherit the loader that reads TypeScript.
  const boot = `import('tsx/esm/api').then(({ register }) => { register(); return import(${JSON.stringify(program.href)}); })`;
  return new Worker(boot, { eval: true, workerData });
}

export interface WorkerPool {
  /** Outcomes in the order of the jobs. The first error ends the pool. */
  run(jobs: readonly Job[], settled: Settled, onDone: () => void): Promise<JobResult[]>;
  close(): Promise<void>;
}

export function createWorkerPool(scenario: Scenario, size: number, entry: URL | undefined): WorkerPool {
  const workers = Array.from({ length: size }, () => startWorker(entry, scenario));
  let fail: (error: Error) => void = () => {};
  for (const worker of workers) {
    worker.on('error', (error) => fail(error instanceof Error ? error : new Error(String(error))));
    worker.on('exit', (code) => {
      if (code !== 0) fail(new Error(`a worker ended with code ${code}`));
    });
  }
  return {
    run: (jobs, settled, onDone) =>
      new Promise((resolve, reject) => {
        const outcomes: JobResult[] = [];
        let next = 0;
        let done = 0;
        fail = reject;
        if (jobs.length === 0) resolve(outcomes);
        const feed = (worker: Worker): void => {
          if (next >= jobs.length) return;
          const index = next++;
          worker.postMessage({ index, job: jobs[index]!, settled } satisfies WorkerRequest);
        };
        for (const worker of workers) {
          worker.removeAllListeners('message');
          worker.on('message', (reply: WorkerReply) => {
            if ('error' in reply) {
              reject(revive(reply.error));
              return;
            }
            outcomes[reply.index] = reply.outcome;
            done++;
            onDone();
            if (done === jobs.length) resolve(outcomes);
            else feed(worker);
          });
          feed(worker);
        }
      }),
    close: async () => {
      fail = () => {};
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}

export function toWire(error: unknown): WireError {
  if (!(error instanceof Error)) return { name: 'Error', code: '', message: String(error), stack: '' };
  const code = 'code' in error ? String(error.code) : '';
  return { name: error.name, code, message: error.message, stack: error.stack ?? '' };
}

function revive({ name, code, message, stack }: WireError): Error {
  switch (name) {
    case 'BudgetError':
      return new BudgetError(code as BudgetError['code'], message);
    case 'ScenarioError':
      return new ScenarioError(message);
    case 'InvariantError':
      return Object.assign(new InvariantError('in a worker', message, null), { stack });
    default:
      return Object.assign(new Error(message), { name, code, stack });
  }
}
