/**
 * A database from its scenario to its numbers, against closed forms: queries that wait for connections as customers of
 * M/M/c, scans at the least of what disk and machine carry, the first month's bill to the cent.
 */
import { describe, expect, it } from 'vitest';
import { simulate } from '../../src/experiment/core/index.ts';
import { runScenario } from '../../src/experiment/index.ts';
import { models } from '../../src/models/registry.ts';
import { writeResults } from '../../src/results/index.ts';
import { createCatalog, parseScenario } from '../../src/scenario/index.ts';
import { meanWaitMmc } from '../../src/verification/theory/index.ts';
import { load, problems } from '../unit/scenario/_load.ts';

const catalog = createCatalog(models);

const design = (database: string, table: string, workload: string, run: string): string => `lakesim: 1
title: a database
question: q
designs:
  db:
    database: { ${database} }
    table: { profile: native, ${table} }
    workload:
${workload}
run: { ${run} }
`;

const outcome = async (text: string, replication = 0) => {
  const { resolved } = await load(text);
  const result = simulate(resolved.designs[0]!, { replication, run: resolved.run, catalog });
  const of = (name: string): number => result.metrics[name]!.whole.value!;
  return { result, of };
};

describe('connections', () => {
  it.each([
    [1, 0.7, 20_000],
    [5, 0.8, 8000],
    [20, 0.9, 3000],
  ])('make queries wait as M/M/%s at load %s', async (servers, busy, horizon) => {
    // Exponential services of 1 s in mean: a plan that takes so long, and a table without rows.
    const rate = servers * busy;
    const text = design(
      `profile: rds-postgres, connections: ${servers}, plan: { exponential: { mean: 1 s } }`,
      'size: 0 B',
      `      - query: { arrivals: ${rate} /s }`,
      `seed: 5, replications: 1, horizon: ${horizon} s, warmUp: 200 s`,
    );
    const waits: number[] = [];
    for (let replication = 0; replication < 12; replication++) {
      const { of } = await outcome(text, replication);
      waits.push(of('query.time.schedule') / of('query.count'));
    }
    const mean = waits.reduce((all, each) => all + each, 0) / waits.length;
    const error = Math.sqrt(
      waits.reduce((all, each) => all + (each - mean) ** 2, 0) / waits.length / (waits.length - 1),
    );
    const expected = meanWaitMmc(servers, rate, 1);
    // Four standard errors, and these are small: at most a tenth of the value.
    expect(error / expected).toBeLessThan(0.1);
    expect(Math.abs(mean - expected)).toBeLessThan(4 * error);
  });
});

/** A row of 500 B of text on disk: what the profile's own numbers come to. */
const hitsRow = 8168 / ((8192 * 99_997_497) / 70.66e9 + 0.5) - 28;
const rowBytes = 8192 / (8168 / (28 + (500 * hitsRow) / (74.8e9 / 99_997_497)) - 0.5);

describe('a scan', () => {
  it.each([
    ['the disk', 'instance: db.r5.24xlarge, disk: 1 TB', 500 * 2 ** 20],
    [
      'the disk, of which more is bought',
      'instance: db.r5.24xlarge, disk: 1 TB, throughput: 1000 MiB/s',
      1000 * 2 ** 20,
    ],
    ['a small disk', 'instance: db.r5.24xlarge, disk: 200 GiB', 125 * 2 ** 20],
    ['the machine', 'instance: db.r5.xlarge, disk: 1 TB, burst: 0 s', 1.15e9 / 8],
    ['the disk, while the machine has credits', 'instance: db.r5.xlarge, disk: 1 TB', 500 * 2 ** 20],
    ['the machine, whatever is bought', 'instance: db.r5.4xlarge, disk: 1 TB, throughput: 2000 MiB/s', 4.75e9 / 8],
  ])('takes its bytes over what %s carries', async (_, database, bytesPerSecond) => {
    const { of } = await outcome(
      design(
        `profile: rds-postgres, ${database}, plan: 0 s`,
        'size: 100 GB',
        '      - query: {}',
        'seed: 1, replications: 1',
      ),
    );
    expect(of('query.latency')).toBeCloseTo(of('query.bytesRead') / bytesPerSecond, 6);
    expect(of('query.bytesRead')).toBeCloseTo(200e6 * rowBytes, 0);
    expect(of('query.bound.disk')).toBeLessThanOrEqual(of('query.latency') * (1 + 1e-12));
  });

  it('of columns reads those that are wanted, from the disks of all nodes', async () => {
    const of = async (nodes: number, projection: string) => {
      const asked = await outcome(
        design(
          `profile: redshift-dc2, nodes: ${nodes}, plan: 0 s, scanCpu: 0 ns/B`,
          'size: 100 GB',
          `      - query: { projection: ${projection} }`,
          'seed: 1, replications: 1',
        ),
      );
      return asked.of('query.latency');
    };
    const all = await of(2, '100%');
    expect(await of(2, '10%')).toBeCloseTo(all / 10, 9);
    expect(await of(8, '100%')).toBeCloseTo(all / 4, 9);
  });
});

describe('the bill', () => {
  const month = 'seed: 1, replications: 1, horizon: 1 month';
  const asked = '      - query: { at: 1 h, scan: 500 MB }';
  const billOf = async (database: string, table = 'size: 0 B') => {
    const { result } = await outcome(design(database, table, asked, month));
    expect(result.cost.notPriced).toEqual([]);
    return result.cost.totalUsd;
  };

  it('of a month of RDS is hours of its machine and GiB of its disk', async () => {
    // 730 h x 2.00 + 1,000 GiB x 0.115 = 1,460 + 115.
    expect(await billOf('profile: rds-postgres, disk: 1000 GiB')).toBeCloseTo(1575, 6);
    // With a standby, 15,000 IOPS of which 12,000 come with it: 2 x (1,460 + 115 + 3,000 x 0.02).
    expect(await billOf('profile: rds-postgres, disk: 1000 GiB, replicas: 1, iops: 15000 /s')).toBeCloseTo(3270, 6);
    // Reserved for three years: 730 x 0.80.
    expect(await billOf('profile: rds-postgres, disk: 1000 GiB, purchase: reserved-3y')).toBeCloseTo(584 + 115, 6);
  });

  it('of a month of Aurora is of what is in it, and of pages that are read', async () => {
    // 2.32 x 730; 2 million rows in GiB for 0.10; of them half a GB is read once, in pages.
    const usd = 2.32 * 730 + ((2e6 * rowBytes) / 2 ** 30) * 0.1 + Math.ceil(0.5e9 / 8192) * 0.2e-6;
    expect(await billOf('profile: aurora-postgres', 'size: 1 GB')).toBeCloseTo(usd, 6);
  });

  it('of a month of Redshift is of its nodes, with managed storage beside them or not', async () => {
    expect(await billOf('profile: redshift-dc2, nodes: 4')).toBeCloseTo(4 * 0.25 * 730, 6);
    const { result } = await outcome(design('profile: redshift-ra3, nodes: 2', 'size: 1 TB', asked, month));
    const stored = result.metrics['database.fill']!.whole.value! * 2 * 32e12;
    expect(result.cost.totalUsd).toBeCloseTo(2 * 1.086 * 730 + (stored / 2 ** 30) * 0.024, 4);
  });
});

describe('growth', () => {
  // 30 GB a day into a disk of 1 TB.
  const text = design(
    'profile: rds-postgres, disk: 1 TB, loadEvery: 1 h, grow: { at: 90%, by: 50% }',
    'size: 800 GB',
    '      - ingest: { bytes: 30 GB/d, recordSize: 500 B }\n      - query: { every: 1 d, scan: 100 GB }',
    'seed: 1, replications: 3, horizon: 30 d, window: 1 d',
  );

  it('keeps a disk from running full', async () => {
    const { of, result } = await outcome(text);
    expect(of('database.grown')).toBe(2);
    expect(of('ingest.rejected')).toBe(0);
    expect(result.metrics['database.fullAt']!.whole.value).toBeNull();
    expect(result.warnings).toEqual([]);
  });

  it('without it loads fail from the day on at which it is full, and this is said', async () => {
    const { of, result } = await outcome(text.replace(', grow: { at: 90%, by: 50% }', ''));
    expect(of('ingest.rejected')).toBeGreaterThan(0);
    // Beside 1 GiB of log.
    const fullAt = (1e12 - 2 ** 30 - (800e9 / 500) * rowBytes) / ((30e9 / 500) * rowBytes);
    expect(of('database.fullAt') / 86_400).toBeCloseTo(fullAt, 1);
    expect(result.warnings.map(({ text: said }) => said)).toEqual([expect.stringContaining('infeasible')]);
  });

  it('gives the same bytes with two worker threads as with none', async () => {
    const parsed = await parseScenario('db.yaml', text);
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
    const alone = writeResults(await runScenario(parsed.scenario, { version: 'test' }));
    const threads = await runScenario(parsed.scenario, { version: 'test', workers: 2, alwaysThreads: true });
    expect(writeResults(threads)).toBe(alone);
  });
});

describe('a scenario that cannot be', () => {
  const good = design('profile: rds-postgres', 'size: 1 GB', '      - query: {}', 'seed: 1, replications: 1');
  it.each([
    ['a table of files', 'profile: native, size: 1 GB', 'profile: hive, size: 1 GB, files: 1', /profile: native/],
    ['more than the disk holds', 'size: 1 GB', 'size: 1.2 TB', /takes \d+ GB; database has room for 1000 GB/],
    [
      'a machine that is not there',
      'profile: rds-postgres',
      'profile: rds-postgres, instance: db.r5.4xlrge',
      /db\.r5\.4xlarge/,
    ],
    ['rows and size', 'size: 1 GB', 'size: 1 GB, rows: 100', /give one of them/],
    ['an index over nothing', 'size: 1 GB', 'size: 1 GB, indexes: [u]', /names no column "u"/],
    ['partitions by nothing', 'size: 1 GB', 'size: 1 GB, partitions: 3', /partitionBy/],
    ['a cluster that is too large', 'profile: rds-postgres', 'profile: redshift-dc2, nodes: 33', /1 to 32 nodes/],
    ['shared storage with a disk', 'profile: rds-postgres', 'profile: aurora-postgres, disk: 1 TB', /grows by itself/],
    [
      'a family that is not there',
      'profile: rds-postgres',
      'profile: rds-postgres, scale: { watch: cpu, at: 50%, ladder: db.x9 }',
      /families: .*db\.r5/,
    ],
  ])('is refused: %s', async (_, from, to, says) => {
    const found = await problems(good.replace(from, to));
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(says);
  });
});
