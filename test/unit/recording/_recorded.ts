/** Scenarios from text, run and written down. */
import { type DesignRecording, recordDesigns } from '../../../src/experiment/core/index.ts';
import { runScenario } from '../../../src/experiment/index.ts';
import { models } from '../../../src/models/registry.ts';
import type { Results } from '../../../src/results/index.ts';
import { parseScenario } from '../../../src/scenario/index.ts';

async function read(yaml: string) {
  const parsed = await parseScenario('test.yaml', yaml);
  if (!parsed.ok) throw new Error(parsed.issues.map(({ subject, message }) => `${subject}: ${message}`).join('\n'));
  return parsed.scenario;
}

export async function record(
  yaml: string,
  options: { mostEvents?: number; whenFull?: 'stop' | 'cut' } = {},
): Promise<DesignRecording[]> {
  return [...recordDesigns(await read(yaml), models, { mostEvents: 200_000, whenFull: 'stop', ...options })];
}

export const resultsOf = async (yaml: string): Promise<Results> => runScenario(await read(yaml), { version: '0.0.0' });

/** A file's lines as objects. */
// biome-ignore lint/suspicious/noExplicitAny: JSON of another program's making.
export const eventsOf = (design: DesignRecording): any[] =>
  design.files('spark-events', 'test').flatMap(({ lines }) => [...lines].map((line) => JSON.parse(line)));

/** One query behind another on six slots: a scan, a shuffle, an output. */
export const calm = `lakesim: 1
title: Calm
question: How long?
defaults:
  storage: s3-standard
  table: { files: 300, fileSize: 4 MiB }
  compute: { profile: spark-emr, workers: 3, cores: 2, shutdownAfter: 1 min }
designs:
  calm: { workload: [ { query: { shuffle: 20%, output: 100 MB, at: [ 0 s, 2 min ] } } ] }
run: { replications: 2 }
claims:
  - { id: makespan, says: it takes time, value: calm.query.makespan, expect: '> 0 s' }
  - { id: busy, says: slots are used, value: calm.compute.busy, expect: '> 0 s' }
`;

/** Workers come and go, tasks fail, a job gives up, and the horizon cuts off what is under way. */
export const stormy = `lakesim: 1
title: Stormy
question: What is left?
defaults:
  storage: s3-standard
  table: { files: 1000, fileSize: 1 MiB, directories: [50], catalog: none }
  compute:
    profile: spark-emr
    workers: 3
    cores: 2
    start: 20 s
    shutdownAfter: 30 s
    taskFailures: 5%
    workerLosses: 60 /h
    stragglers: { share: 10%, factor: 6 }
designs:
  stormy: { workload: [ { query: { shuffle: 20%, output: 100 MB, cpu: 200 ns/B, every: 6 min } } ] }
run: { horizon: 7 min, replications: 2 }
claims:
  - { id: busy, says: slots are used, value: stormy.compute.busy, expect: '> 0 s' }
`;

/** Two stages side by side and one behind both; once as one job, once with a job for each stage. */
export const graph = `lakesim: 1
title: Graph
question: How long?
defaults:
  storage: s3-standard
  table: { files: 10, fileSize: 4 MiB }
  workload:
    - query:
        stages:
          - { id: left, tasks: 4, cpu: 1 s, shuffle: 10 MB }
          - { id: right, tasks: 6, cpu: 2 s, shuffle: 20 MB }
          - { id: joined, after: [ left, right ], tasks: 3, input: 30 MB, cpu: 500 ms }
designs:
  one_job: { compute: { profile: spark-emr, workers: 2, cores: 4, adaptive: false } }
  adaptive: { compute: { profile: spark-emr, workers: 2, cores: 4, adaptive: true } }
run: { replications: 1 }
`;
