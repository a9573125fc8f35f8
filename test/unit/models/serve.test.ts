/** Requests that come at a rate, from the text of a scenario to its metrics. */
import { beforeAll, describe, expect, it } from 'vitest';
import { simulate } from '../../../src/experiment/core/index.ts';
import type { ReplicationResult } from '../../../src/experiment/core/replication.ts';
import { models } from '../../../src/models/registry.ts';
import { createCatalog, type Resolved, resolveScenario } from '../../../src/scenario/core/index.ts';
import { parseScenario } from '../../../src/scenario/index.ts';
import { meanWaitMmc } from '../../../src/verification/theory/index.ts';

const catalog = createCatalog(models);

interface Wishes {
  readonly storage?: object;
  readonly client?: object;
  readonly serve?: object;
  readonly run?: object;
  /** By design, what differs. */
  readonly designs?: Readonly<Record<string, object>>;
}

/** Each answer takes 10 ms, connections are there at once, and nothing is refused. */
const plain = { profile: 'textbook', open: '0 s', close: '0 s', firstByte: '10 ms', connectionRate: '1 MB/s' };

const textOf = ({ storage = {}, client = {}, serve = {}, run = {}, designs = { one: {} } }: Wishes): string =>
  JSON.stringify({
    lakesim: 1,
    title: 'requests that come at a rate',
    question: 'what happens?',
    defaults: {
      storage: { ...plain, ...storage },
      client: { connections: 4, ...client },
      workload: [{ serve: { arrivals: '100 /s', objects: 1000, size: '0 B', ...serve } }],
    },
    designs,
    run: { seed: 3, replications: 1, horizon: '100 s', ...run },
  });

async function resolved(wishes: Wishes): Promise<Resolved> {
  const read = await parseScenario('serve.yaml', textOf(wishes));
  if (!read.ok) throw new Error(read.issues.map(({ message }) => message).join('\n'));
  return resolveScenario(read.scenario, {}, models).resolved!;
}

const run = ({ designs, run: spec }: Resolved, name = 'one', replication = 0): ReplicationResult =>
  simulate(designs.find((design) => design.name === name)!, { replication, run: spec, catalog });
const value = ({ metrics }: ReplicationResult, name: string): number => metrics[name]!.whole.value!;

interface Estimate {
  readonly mean: number;
  readonly standardError: number;
}
const estimate = (values: readonly number[]): Estimate => {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const squares = values.reduce((sum, each) => sum + (each - mean) ** 2, 0);
  return { mean, standardError: Math.sqrt(squares / (values.length - 1) / values.length) };
};
const overReplications = async (wishes: Wishes, metric: string, n = 20): Promise<Estimate> => {
  const scenario = await resolved(wishes);
  return estimate(Array.from({ length: n }, (_, replication) => value(run(scenario, 'one', replication), metric)));
};
/** Four standard errors are exceeded once in 16,000 trials; the error itself is to be small. */
const holds = ({ mean, standardError }: Estimate, theory: number): void => {
  expect(standardError / theory).toBeLessThan(0.03);
  expect(Math.abs(mean - theory) / standardError).toBeLessThan(4);
};

/**
 * Mean wait of M/D/c: the number in the system after one service time depends on that before by who is done and who
 * came (Crommelin 1932). Iterated until it stands still.
 */
function meanWaitMdc(servers: number, perSecond: number, serviceSeconds: number): number {
  const size = 400;
  const arrivals = [Math.exp(-perSecond * serviceSeconds)];
  for (let k = 1; k < size; k++) arrivals[k] = (arrivals[k - 1]! * perSecond * serviceSeconds) / k;
  let chances: number[] = Array.from({ length: size }, (_, k) => (k === 0 ? 1 : 0));
  for (let step = 0; step < 2000; step++) {
    const next = new Array<number>(size).fill(0);
    for (let before = 0; before < size; before++) {
      const stay = Math.max(0, before - servers);
      for (let k = 0; stay + k < size && k < 60; k++) next[stay + k]! += chances[before]! * arrivals[k]!;
    }
    chances = next;
  }
  const waiting = chances.reduce((sum, chance, k) => sum + chance * Math.max(0, k - servers), 0);
  return waiting / perSecond;
}

describe('waiting for one of c connections', () => {
  const load = { arrivals: '320 /s' };
  const time = { run: { horizon: '110 s', warmUp: '10 s' } };

  it('is that of M/D/c where each answer takes the same time', async () => {
    const found = await overReplications({ serve: load, ...time }, 'serve.wait');
    holds(found, meanWaitMdc(4, 320, 0.01));
  });

  it('is that of M/M/c where answers are exponential', async () => {
    const storage = { firstByte: { exponential: { mean: '10 ms' } } };
    const found = await overReplications({ storage, serve: load, ...time }, 'serve.wait', 40);
    holds(found, meanWaitMmc(4, 320, 100));
  });

  it('and the answer add up to the latency, of which the transfer is a part', async () => {
    const result = run(await resolved({ serve: { ...load, size: '1 kB', arrivals: '280 /s' } }));
    // 10 ms and 1 kB at 1 MB/s.
    const services = value(result, 'serve.latency') - value(result, 'serve.wait');
    // Of those that were not done at the end the wait may be known and the latency is not.
    expect(services).toBeCloseTo(0.011, 5);
    expect(value(result, 'serve.time.transfer')).toBeCloseTo(
      0.001 * result.metrics['serve.latency']!.whole.samples!,
      6,
    );
  });
});

describe('the requests that come', () => {
  it('are Poisson: their number has its mean for variance', async () => {
    const scenario = await resolved({ run: { horizon: '4 s' } });
    const counts = Array.from({ length: 400 }, (_, replication) =>
      value(run(scenario, 'one', replication), 'serve.count'),
    );
    const { mean, standardError } = estimate(counts);
    const variance = standardError ** 2 * counts.length;
    expect(Math.abs(mean - 400) / standardError).toBeLessThan(4);
    // A variance over n replications is known to about sqrt(2 / (n - 1)): 7 %.
    expect(Math.abs(variance / 400 - 1)).toBeLessThan(4 * Math.sqrt(2 / 399));
  });

  it('are the same in two designs, at the same moments, whatever happens to them', async () => {
    const scenario = await resolved({
      client: { connections: 100 },
      run: { horizon: '20 s', window: '1 s' },
      designs: {
        one: {},
        other: {
          storage: { firstByte: { exponential: { mean: '50 ms' } } },
          workload: [{ serve: { prefixes: 10, size: '1 kB' } }],
        },
      },
    });
    const [one, other] = [run(scenario), run(scenario, 'other')];
    expect(value(one, 'serve.count')).toBe(value(other, 'serve.count'));
    expect(one.metrics['serve.count']!.series).toEqual(other.metrics['serve.count']!.series);
    expect(value(one, 'serve.latency')).not.toBe(value(other, 'serve.latency'));
  });

  it('are for the same objects in two designs: all bytes of the same sizes', async () => {
    const sizes = { exponential: { mean: '10 kB' } };
    const scenario = await resolved({
      client: { connections: 1000 },
      serve: { size: sizes, popularity: 1, until: '10 s' },
      run: { horizon: '20 s' },
      designs: { one: {}, other: { storage: { firstByte: { exponential: { mean: '50 ms' } } } } },
    });
    expect(value(run(scenario), 'serve.bytesRead')).toBe(value(run(scenario, 'other'), 'serve.bytesRead'));
  });

  it('may come at even distances, by users who think, or so many', async () => {
    const regular = await resolved({ serve: { arrivals: undefined, every: '10 ms', count: 250 } });
    expect(value(run(regular), 'serve.count')).toBe(250);
    const users = await resolved({ serve: { arrivals: { users: 3, think: '90 ms' } }, run: { horizon: '9.95 s' } });
    // Three users, each with a request every 100 ms.
    const closed = run(users);
    expect(value(closed, 'serve.count')).toBe(300);
    expect(value(closed, 'serve.latency')).toBeCloseTo(0.01, 12);
  });

  it('end a run without a horizon with the last of them', async () => {
    const scenario = await resolved({ serve: { count: 50 }, run: { horizon: 'none' } });
    const result = run(scenario);
    expect([value(result, 'serve.count'), value(result, 'serve.unfinished')]).toEqual([50, 0]);
    expect(result.stoppedAtSeconds).toBeCloseTo(value(result, 'serve.makespan'), 1);
  });
});

describe('what is asked of serve', () => {
  let overload: ReplicationResult;
  beforeAll(async () => {
    // 4 connections of 10 ms carry 400 a second.
    overload = run(await resolved({ serve: { arrivals: '500 /s', deadline: '1 s' }, run: { horizon: '60 s' } }));
  });

  it('is asked for, done or open when the run stops', () => {
    const done = overload.metrics['serve.time.total']!.whole.value!;
    const { n } = { n: value(overload, 'serve.count') - value(overload, 'serve.unfinished') };
    expect(n).toBeGreaterThan(23_900);
    expect(n).toBeLessThanOrEqual(24_000);
    // All answers of 10 ms but those under way.
    expect(value(overload, 'serve.time.firstByte')).toBeCloseTo(0.01 * n, 6);
    expect(done).toBeGreaterThan(value(overload, 'serve.time.firstByte'));
  });

  it('has no mean over the lucky ones: what is open counts as at least so long', () => {
    const { latency, wait } = { latency: overload.metrics['serve.latency']!, wait: overload.metrics['serve.wait']! };
    expect([latency.whole.atLeast, wait.whole.atLeast]).toEqual([true, true]);
    expect(latency.whole.samples).toBe(value(overload, 'serve.count'));
    // The last to come found a line of 100 x 60 s.
    expect(value(overload, 'serve.unfinished')).toBeGreaterThan(5500);
    expect(overload.metrics['serve.makespan']!.whole.atLeast).toBe(true);
  });

  it('is late after its deadline: all that came after the line was a second long', () => {
    // The line grows by 100 a second and is worked off at 400: a second long after 4 s.
    const late = value(overload, 'serve.late');
    expect(late).toBeGreaterThan(0.85);
    expect(late).toBeLessThan(0.95);
  });

  it('is measured from the end of the warm-up on', async () => {
    const whole = run(await resolved({ run: { horizon: '60 s' } }));
    const cut = run(await resolved({ run: { horizon: '60 s', warmUp: '30 s' } }));
    expect(value(cut, 'serve.count')).toBeLessThan(0.55 * value(whole, 'serve.count'));
    expect(cut.metrics['serve.latency']!.whole.samples).toBeLessThanOrEqual(value(cut, 'serve.count'));
    expect(value(cut, 'serve.time.total')).toBeCloseTo(
      value(cut, 'serve.latency') * cut.metrics['serve.latency']!.whole.samples!,
      6,
    );
  });

  it('is refused as anything else is, and each one that comes to nothing is counted with its reason', async () => {
    const partitions = { start: 1, get: '100 /s', put: '50 /s', splitAt: '80%', split: 'none', idle: 'none' };
    const wishes = {
      storage: { partitions },
      client: { connections: 1000, retry: 'none' },
      serve: { arrivals: '300 /s' },
      run: { horizon: '20 s' },
    };
    const result = run(await resolved(wishes));
    const refused = value(result, 'storage.throttled');
    expect(value(result, 'serve.failed') / refused).toBeCloseTo(1, 2);
    expect(result.failures).toEqual({ serve: { '503 Slow Down': value(result, 'serve.failed') } });
    // A second of burst at first, then the rate: 21 x 100, but for what a full bucket could not take in at the start.
    const admitted = value(result, 'storage.requests.get') - refused;
    expect(admitted).toBeLessThanOrEqual(2100);
    expect(admitted).toBeGreaterThan(2095);
    const spread = run(await resolved({ ...wishes, serve: { ...wishes.serve, prefixes: 10 } }));
    expect(value(spread, 'storage.throttled')).toBe(0);
    const bucket = { storage: { partitions: { ...partitions, of: 'bucket' } } };
    const together = run(await resolved({ ...wishes, ...bucket, serve: { ...wishes.serve, prefixes: 10 } }));
    expect(value(together, 'storage.throttled')).toBe(refused);
  });

  it('goes to the machines in turn: two of them take twice as much', async () => {
    const wishes = { client: { connections: 4, machines: 2 }, serve: { arrivals: '640 /s' } };
    const result = run(await resolved(wishes));
    // By turns, arrivals at each machine are more even than Poisson: waits are below those of M/D/4.
    expect(value(result, 'serve.wait')).toBeLessThan(meanWaitMdc(4, 320, 0.01));
    expect(value(result, 'serve.wait')).toBeGreaterThan(0.3 * meanWaitMdc(4, 320, 0.01));
  });

  it('writes: bytes go out, and what lies in the store stays as much', async () => {
    const result = run(await resolved({ serve: { direction: 'put', size: '1 kB', until: '10 s' } }));
    expect(value(result, 'storage.requests.put')).toBe(value(result, 'serve.count'));
    expect(value(result, 'serve.bytesWritten')).toBe(1000 * value(result, 'serve.count'));
    expect(result.metrics['storage.objects']!.whole.value ?? 0).toBe(0);
  });

  it('is nothing without a word on when it comes, and nothing that repeats', async () => {
    const text = textOf({ serve: { arrivals: undefined, times: 2 } });
    const read = await parseScenario('serve.yaml', text);
    expect(read.ok).toBe(false);
    const said = read.ok ? [] : read.issues.map(({ message }) => message);
    expect(said).toContain('does not say when requests come');
    expect(said).toContain('serves each request as it comes: times has no meaning here');
  });
});
