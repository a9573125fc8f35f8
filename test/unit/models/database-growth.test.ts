/** How databases grow, by hand arithmetic: network disks alone, disks in nodes with nodes, machines up their family. */
import { describe, expect, it } from 'vitest';
import { nextStep } from '../../../src/models/database/_growth.ts';
import { limitsOf } from '../../../src/models/database/_limits.ts';
import { ladderOf, nextOf } from '../../../src/models/database/_scaling.ts';
import { Base, type DatabaseValues, machine, plainDatabase, row } from './_database.ts';
import { constant } from './_world.ts';

const hour = 3600;
const node = row('n.large', { vcpu: 4, memory: 8e9, diskRate: 500e6, disk: 10e9, mostNodes: 8 });
const nodes: Partial<DatabaseValues> = {
  shape: 'local-disks',
  instance: node,
  diskType: null,
  disk: null,
  nodes: 2,
  grow: { at: 0.8, by: 0.5, cooldown: 0 },
};
const family = ['large', 'xlarge', '2xlarge'].map((size, step) =>
  row(`m.${size}`, { vcpu: 4 * 2 ** step, memory: 8e9 * 2 ** step, ebs: 1e9, ebsReads: 10_000 }),
);
const instances = Object.fromEntries([...family, row('n.huge', { vcpu: 999 })].map((each) => [each.name, each]));

describe('a network disk', () => {
  it('grows alone when it is full enough, while loads and queries go on', () => {
    // 10 GB, 9 of them in use; at 90 % it grows by a half, ten minutes after it was asked for.
    const base = new Base(
      { disk: 10e9, grow: { at: 0.9, by: 0.5, cooldown: 6 * hour }, growTime: constant(600) },
      { size: 9e9 },
    );
    base.run(599);
    expect(base.server.size.diskBytes).toBe(10e9);
    base.kernel.run(601);
    expect(base.server.size.diskBytes).toBe(15e9);
    expect(base.recorder('database.grown').total).toBe(1);
    expect(base.recorder('database.downtime').total).toBe(0);
    expect(base.recorder('database.bytesMoved').total).toBe(0);
    expect(base.server.limits.cores).toBe(4);
  });

  it('grows no sooner than its cooldown after it did, and by no less than the service allows', () => {
    const base = new Base(
      { disk: 10e9, grow: { at: 0.5, by: 0.01, cooldown: 6 * hour }, leastGrowth: 0.1 },
      { size: 9.9e9 },
    );
    base.run(6 * hour - 1);
    expect(base.server.size.diskBytes).toBeCloseTo(11e9, 0);
    base.kernel.run(6 * hour + 1);
    expect(base.server.size.diskBytes).toBeCloseTo(12.1e9, 0);
  });

  it('ends at the most that the service gives: then rows are rejected, and it is said from when on', () => {
    const base = new Base({ disk: 10e9, mostStorage: 12e9, grow: { at: 0.9, by: 0.5, cooldown: 0 } }, { size: 9e9 });
    // 1 GB an hour: 12 GB after three.
    base.takeIn(1e9 / hour, 5 * hour);
    base.run(6 * hour);
    expect(base.server.size.diskBytes).toBe(12e9);
    expect(base.table.rows).toBe(120e6);
    expect(base.recorder('database.fullAt').total).toBeCloseTo(3 * hour, -2.5);
    expect(base.warnings).toEqual([expect.stringContaining('full from month 1 on and cannot grow')]);
  });

  it('is billed for what it has from then on', () => {
    const base = new Base(
      { disk: 10e9, grow: { at: 0.9, by: 1, cooldown: 24 * hour }, growTime: constant(1000) },
      { size: 9e9 },
    );
    base.run(3000);
    expect(base.amount('slow')).toBeCloseTo(10e9 * 1000 + 20e9 * 2000, 0);
  });
});

describe('disks in nodes', () => {
  it('come with cores, memory and bandwidth', () => {
    const of = (count: number) =>
      limitsOf({ ...plainDatabase, ...nodes }, { instance: node, nodes: count, diskBytes: 10e9 });
    expect(of(2)).toEqual({
      cores: 8,
      burst: null,
      bytesPerSecond: 1e9,
      readsPerSecond: Infinity,
      cacheBytes: 8e9,
      storageBytes: 20e9,
    });
    expect(of(6)).toEqual({
      cores: 24,
      burst: null,
      bytesPerSecond: 3e9,
      readsPerSecond: Infinity,
      cacheBytes: 24e9,
      storageBytes: 60e9,
    });
  });

  it.each([
    // n, D in GB, by: m, D (m - n) / m in GB, over min(n, m - n) x 100 MB/s.
    [2, 12, 0.5, 3, 4, 40],
    [2, 12, 2, 6, 8, 40],
    [4, 12, 1, 8, 6, 15],
    [6, 12, 1, 8, 3, 15],
  ])('move %s nodes of %s GB, grown by %s, to %s nodes: %s GB in %s s', (from, gigabytes, by, to, moved, seconds) => {
    const values = { ...plainDatabase, ...nodes, grow: { at: 0.8, by, cooldown: 0 } };
    const step = nextStep(values, { instance: node, nodes: from, diskBytes: 10e9 }, gigabytes * 1e9)!;
    expect(step.size.nodes).toBe(to);
    expect(step.movedBytes).toBeCloseTo(moved * 1e9, 0);
    expect(step.moveSeconds).toBeCloseTo(seconds, 9);
  });

  it('take nothing in while data move, and answer nobody while the cluster changes', () => {
    const base = new Base({ ...nodes, downtime: constant(300) }, { size: 16e9 });
    // 16 of 20 GB: a third node, 5.33 GB move over one link of 100 MB/s in 53.3 s; then 300 s of nothing.
    const load = base.takeIn(1e3, 60);
    const asked = [base.ask({ scan: 1e9 }, 10), base.ask({ scan: 1e9 }, 100, 1)];
    base.run(1000);
    expect(asked[0]!.seconds).toBeCloseTo(1, 9);
    expect(asked[1]!.phases.schedule).toBeCloseTo(16e9 / 3 / 100e6 + 300 - 100, 6);
    expect(load.seconds).toBeGreaterThan(353);
    expect(base.recorder('database.nodes').last).toBe(3);
    expect(base.recorder('database.bytesMoved').total).toBeCloseTo(16e9 / 3, 0);
    expect(base.recorder('database.downtime').total).toBe(300);
    expect(base.amount('n.large')).toBeCloseTo(2 * 353.333 + 3 * (1000 - 353.333), 2);
  });

  it('end at the most nodes of a cluster', () => {
    const values = { ...plainDatabase, ...nodes };
    expect(nextStep(values, { instance: node, nodes: 7, diskBytes: 10e9 }, 1e9)!.size.nodes).toBe(8);
    expect(nextStep(values, { instance: node, nodes: 8, diskBytes: 10e9 }, 1e9)).toBeNull();
  });
});

describe('shared storage', () => {
  const shared: Partial<DatabaseValues> = {
    shape: 'shared-storage',
    diskType: null,
    disk: null,
    mostStorage: 11e9,
    readUnit: 8192,
  };
  it('grows by itself, is billed by what is in it and by reading and writing, and has an end as well', () => {
    const base = new Base(shared, { size: 0 });
    base.takeIn(1e9 / hour, 12 * hour);
    base.run(13 * hour);
    expect(base.recorder('database.grown').total).toBe(0);
    expect(base.table.rows).toBe(110e6);
    expect(base.warnings).toHaveLength(1);
    // 0 to 11 GB within 11 hours, evenly; a minute's load is there when it is through.
    expect(base.amount('storage') / (11e9 * hour * (11 / 2 + 2))).toBeCloseTo(1, 2);
    expect(base.amount('io')).toBeCloseTo(11e9 / 4096, 0);
  });
  it('is read through the network card', () => {
    const base = new Base(shared);
    const asked = base.ask();
    base.run();
    expect(asked.seconds).toBeCloseTo(10e9 / 2e9, 9);
    expect(base.amount('io')).toBe(Math.ceil(10e9 / 8192));
  });
  it('is kept on disks of the nodes, beside their memory', () => {
    const cached = row('c', { vcpu: 4, memory: 8e9, network: 1e9, disk: 100e9, storage: 1e12 });
    const limits = limitsOf(
      { ...plainDatabase, ...shared, mostStorage: null },
      { instance: cached, nodes: 3, diskBytes: 0 },
    );
    expect(limits).toMatchObject({ cacheBytes: 3 * 104e9, storageBytes: 3e12, bytesPerSecond: 3e9 });
  });
});

describe('a larger machine', () => {
  const scale = { watch: 'cpu', at: 0.5, ladder: 'm', every: hour } as const;
  const values: Partial<DatabaseValues> = {
    instances,
    scale,
    downtime: constant(600),
    scanCpu: 1e-6,
    throughput: 400e6,
  };

  it('is the next of its family, up to the last', () => {
    const ladder = ladderOf({ ...plainDatabase, instances, scale });
    expect(ladder.map(({ name }) => name)).toEqual(['m.large', 'm.xlarge', 'm.2xlarge']);
    expect(nextOf(ladder, machine)!.name).toBe('m.xlarge');
    expect(nextOf(ladder, family[2]!)).toBeNull();
  });

  it('is taken when the cores were too busy for so long: what was under way begins again after a while', () => {
    const base = new Base(values);
    // 10 GB of 1 us each on 4 cores: 2,500 s. A second one is broken off at the hour, and begins again at 4,200 s.
    const asked = [base.ask(), base.ask({}, 2500, 1)];
    base.run(20_000);
    expect(asked[0]!.seconds).toBeCloseTo(2500, 6);
    expect(asked[1]!.phases.retry).toBeCloseTo(1100, 6);
    expect(asked[1]!.phases.schedule).toBeCloseTo(600, 6);
    // Four processes as before.
    expect(asked[1]!.phases.compute).toBeCloseTo(2500, 6);
    expect(base.server.limits.cores).toBe(8);
    expect(base.recorder('database.upgrades').total).toBe(1);
    expect(base.recorder('database.downtime').total).toBe(600);
  });

  it('is not taken when they were not', () => {
    const base = new Base(values);
    base.ask({ scan: 1e9 });
    base.run(3 * hour);
    expect(base.server.limits.cores).toBe(4);
  });

  it('is taken when it is full, or when queries were late', () => {
    const full = new Base({ ...values, scale: { ...scale, watch: 'fill', at: 0.05 } });
    full.run(2 * hour);
    expect(full.server.limits.cores).toBe(8);
    const late = new Base({ ...values, scale: { ...scale, watch: 'deadline', at: 0.4 } });
    const asked = [late.ask({ scan: 1e8 }), late.ask({ scan: 1e9 }, 1000, 1)];
    for (const each of asked) Object.assign(each, { deadlineSeconds: 100 });
    late.run(1.5 * hour);
    expect(asked.map(({ seconds }) => seconds > 100)).toEqual([false, true]);
    expect(late.server.limits.cores).toBe(8);
  });
});

describe('more nodes over shared storage', () => {
  const elastic = row('e', { vcpu: 4, memory: 0, network: 1e9, disk: 1e9, storage: 1e12, elastic: 4, mostNodes: 100 });
  const values: Partial<DatabaseValues> = {
    shape: 'shared-storage',
    diskType: null,
    disk: null,
    instance: elastic,
    nodes: 2,
    scale: { watch: 'cpu', at: 0.5, ladder: 'nodes', every: hour },
    downtime: constant(300),
    workers: null,
    scanCpu: 10e-6,
  };
  it('are taken by twos as far as the cluster is elastic, and no data move', () => {
    const base = new Base(values);
    // 100,000 s of one core: busy all the time.
    const asked = base.ask();
    const nodesAt = [0.5, 1.5, 2.5, 3.5].map((hours) => {
      base.kernel.run(hours * hour);
      return base.server.size.nodes;
    });
    expect(nodesAt).toEqual([2, 4, 8, 8]);
    expect(base.recorder('database.bytesMoved').total).toBe(0);
    base.kernel.run(30 * hour);
    // Begun anew on 32 cores at 7,500 s.
    expect(asked.phases.compute).toBeCloseTo(100_000 / 32, 3);
    expect(asked.phases.retry).toBeCloseTo(2 * hour - 300, 6);
  });
});
