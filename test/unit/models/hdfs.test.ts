/** HDFS by hand arithmetic, its NameNode against M/D/1. */
import { describe, expect, it } from 'vitest';
import type { Values } from '../../../src/fields/index.ts';
import { DataNodes } from '../../../src/models/hdfs/_data-nodes.ts';
import { NameNode } from '../../../src/models/hdfs/_name-node.ts';
import type { hdfsFields } from '../../../src/models/hdfs/fields.ts';
import { storage } from '../../../src/models/hdfs/index.ts';
import { client } from '../../../src/models/network/index.ts';
import { copy } from '../../../src/models/object-store/copy.ts';
import { remove } from '../../../src/models/object-store/delete.ts';
import { head } from '../../../src/models/object-store/head.ts';
import { list } from '../../../src/models/object-store/list.ts';
import { read } from '../../../src/models/object-store/read.ts';
import { write } from '../../../src/models/object-store/write.ts';
import { models } from '../../../src/models/registry.ts';
import { createStream } from '../../../src/random/index.ts';
import { resolveScenario } from '../../../src/scenario/core/index.ts';
import { parseScenario } from '../../../src/scenario/index.ts';
import { type ClientValues, constant, perform, plainClient, Replication } from './_world.ts';

type HdfsValues = Values<typeof hdfsFields>;

const row = (name: string) => ({ name, values: {} });
/** Round numbers, nothing random. */
const plain: HdfsValues = {
  rpc: 10_000,
  edits: 1000,
  roundTrip: constant(0.001),
  memory: 1e12,
  fileBytes: 150,
  blockBytes: 150,
  nameNode: row('r5.4xlarge'),
  nameNodes: 2,
  keysPerPage: 1000,
  locations: false,
  listName: 2e-6,
  listKey: 20e-6,
  listLocation: 10e-6,
  listBytesPerKey: 0,
  nodes: 10,
  instance: row('i3.2xlarge'),
  disk: 1e12,
  nodeRate: 1e9,
  reads: null,
  replication: 3,
  blockSize: 128e6,
  open: constant(0),
  firstByte: constant(0.002),
  connectionRate: 100e6,
  stored: 0,
  storedObjects: 1,
};

const hdfsLake = (values: Partial<HdfsValues> = {}, clientValues: Partial<ClientValues> = {}): Replication => {
  const replication = new Replication();
  const { capabilities } = replication;
  const objects = storage.create({ ...plain, ...values }, replication.world('storage'));
  Object.assign(capabilities, objects, { path: { flowRateBytesPerSecond: 625e6, openSeconds: () => 0 } });
  const all = { ...plainClient, keepAlive: true, ...clientValues };
  Object.assign(capabilities, client.create(all, replication.world('client')));
  return replication;
};

describe('the NameNode', () => {
  it('makes calls at random wait as M/D/1 says', () => {
    const serviceSeconds = 1e-4;
    const load = 0.7;
    const means: number[] = [];
    for (let batch = 0; batch < 40; batch++) {
      const stream = createStream(7, batch, 'arrivals');
      let waited = 0;
      const ignore = { add: () => {}, set: () => {} };
      const rpcWait = {
        ...ignore,
        add: (seconds: number) => {
          waited += seconds;
        },
      };
      const nameNode = new NameNode({ rpcs: ignore, rpcWait, rpcBusy: ignore });
      let now = 0;
      const calls = 20_000;
      for (let call = 0; call < calls; call++) {
        now += (-Math.log(1 - stream.uniform()) * serviceSeconds) / load;
        nameNode.serve(1, serviceSeconds, now);
      }
      means.push(waited / calls);
    }
    const mean = means.reduce((a, b) => a + b, 0) / means.length;
    const error = Math.sqrt(
      means.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (means.length - 1) / means.length,
    );
    const theory = (load * serviceSeconds) / (2 * (1 - load));
    // Four standard errors are exceeded once in 16,000 trials; the error itself is to be small.
    expect(error / theory).toBeLessThan(0.02);
    expect(Math.abs(mean - theory) / error).toBeLessThan(4);
  });

  it('answers no more calls a second than it serves, however many ask', () => {
    const replication = hdfsLake({ roundTrip: constant(0) }, { connections: 100 });
    const looks = perform(replication, head, { objects: 5000 });
    replication.run();
    // All the time one of the hundred is being served: 5,000 calls at 10,000 a second.
    expect(looks.seconds).toBeCloseTo(0.5, 9);
    expect(replication.recorder('storage.rpcBusy').total).toBeCloseTo(0.5, 9);
    expect(replication.recorder('storage.rpcs').total).toBe(5000);
  });

  it('is no limit for one that asks alone', () => {
    const replication = hdfsLake();
    const looks = perform(replication, head, { objects: 100 });
    replication.run();
    expect(looks.seconds).toBeCloseTo(100 * (0.001 + 1e-4), 9);
    expect(replication.recorder('storage.rpcWait').total).toBe(0);
  });

  it('makes changes wait for its journal', () => {
    const replication = hdfsLake({ stored: 5000, storedObjects: 5000 });
    const deleted = perform(replication, remove, { objects: 10 });
    const renamed = perform(replication, copy, { objects: 10, size: constant(1e9) }, { at: 10 });
    replication.run();
    expect(deleted.seconds).toBeCloseTo(10 * (0.001 + 0.001), 9);
    // A rename moves nothing, whatever the size.
    expect(renamed.seconds).toBeCloseTo(10 * (0.001 + 0.001), 9);
  });
});

describe('a listing of HDFS', () => {
  it('is pages of 1,000 names', () => {
    const replication = hdfsLake();
    const listed = perform(replication, list, { objects: 2500 });
    replication.run();
    expect(listed.requestCount).toBe(3);
    expect(listed.seconds).toBeCloseTo(3 * (0.001 + 1e-4) + 2500 * (2e-6 + 20e-6), 9);
  });

  it('with locations ends a page with the file that brings them to 1,000', () => {
    // Four blocks of three replicas: 84 files have 1,008 locations.
    const replication = hdfsLake({ locations: true, stored: 30_000 * 500e6, storedObjects: 30_000 });
    const listed = perform(replication, list, { objects: 30_000 });
    replication.run();
    const pages = Math.ceil(30_000 / 84);
    expect(listed.requestCount).toBe(pages);
    expect(listed.seconds).toBeCloseTo(pages * (0.001 + 1e-4) + 30_000 * (2e-6 + 20e-6 + 12 * 10e-6), 6);
  });
});

describe('reading from HDFS', () => {
  it('asks the NameNode where the blocks are and a DataNode for the bytes', () => {
    const replication = hdfsLake();
    const reads = perform(replication, read, { objects: 10, size: constant(1e6) });
    replication.run();
    expect(reads.seconds).toBeCloseTo(10 * (0.001 + 1e-4 + 0.002 + 0.01), 9);
    expect(replication.recorder('storage.rpcs').total).toBe(10);
  });

  it('does not ask again where the activity opens its files by calls of their own', () => {
    const replication = hdfsLake();
    const { objects } = replication.capabilities;
    objects!.request('head', 0, 'query');
    expect(objects!.firstByteSeconds('get', 1e6, 0, 0, 'query')).toBeCloseTo(0.002, 12);
    expect(objects!.firstByteSeconds('get', 1e6, 1, 0, 'other')).toBeCloseTo(0.001 + 1e-4 + 0.002, 12);
  });

  it('waits for what a DataNode has to do before', () => {
    const nodes = new DataNodes({ nodes: 2, bytesPerSecond: 1e8, readsPerSecond: 100 });
    expect(nodes.begin(0.1, 1e8, 0)).toBe(0);
    // A hundredth of a second to begin, and a second for its bytes.
    expect(nodes.begin(0.4, 0, 0)).toBeCloseTo(1.01, 12);
    expect(nodes.begin(0.9, 0, 0)).toBe(0);
    expect(nodes.begin(0.1, 0, 5)).toBe(0);
  });

  it('is bounded by all disks together', () => {
    const busy = { nodes: 1, nodeRate: 10e6, roundTrip: constant(0), rpc: 1e9, firstByte: constant(0) };
    const replication = hdfsLake(busy, { connections: 50 });
    const reads = perform(replication, read, { objects: 500, size: constant(1e6) });
    replication.run();
    // 500 MB at 10 MB/s; the last transfer begins when its node does, and takes 10 ms.
    expect(reads.seconds).toBeGreaterThan(49.8);
    expect(reads.seconds).toBeLessThan(50.1);
  });
});

describe('writing to HDFS', () => {
  it('sends the bytes, and changes the namespace for the file, each block, and the end', () => {
    const replication = hdfsLake();
    const written = perform(replication, write, { objects: 1, size: constant(300e6) });
    replication.run();
    expect(written.seconds).toBeCloseTo(3 + 5 * (0.001 + 0.001) + 0.002, 9);
    expect(replication.recorder('storage.rpcs').total).toBe(5);
    expect(replication.recorder('storage.heap').last).toBe(150 + 3 * 150);
    expect(replication.recorder('storage.fill').last).toBeCloseTo((300e6 * 3) / 1e13, 12);
  });

  it('fails when the memory of the NameNode is full, and is not tried again', () => {
    const retry = { name: 'often', values: { attempts: 10, base: 1, cap: 10 } };
    const replication = hdfsLake({ memory: 300 * 100 }, { retry });
    const written = perform(replication, write, { objects: 110, size: constant(1000) });
    replication.run();
    expect(replication.recorder('storage.objects').last).toBe(100);
    expect(replication.recorder('storage.throttled').total).toBe(10);
    expect(replication.recorder('storage.retries').total).toBe(0);
    expect(written.failure).toBe('NameNode out of memory');
  });

  it('fails when the disks are full, replicas counted', () => {
    const replication = hdfsLake({ nodes: 3, disk: 1e9 });
    const written = perform(replication, write, { objects: 12, size: constant(100e6) });
    replication.run();
    expect(replication.recorder('storage.objects').last).toBe(10);
    expect(written.failure).toBe('disks full');
  });

  it('gives back what is deleted', () => {
    const replication = hdfsLake({ stored: 100e6, storedObjects: 100 });
    perform(replication, remove, { objects: 40 });
    replication.run();
    expect(replication.recorder('storage.objects').last).toBeCloseTo(60, 9);
    expect(replication.recorder('storage.bytes').last).toBeCloseTo(60e6, 3);
    expect(replication.recorder('storage.heap').last).toBeCloseTo(60 * 300, 6);
  });
});

describe('the bill of HDFS', () => {
  it('is its machines for as long as the run lasts, whoever reads', () => {
    const replication = hdfsLake({ nodes: 7 });
    perform(replication, read, { objects: 10, size: constant(1e6) });
    replication.run(7200);
    expect(replication.metered).toEqual([
      { service: 'ec2', item: 'i3.2xlarge', quantity: 7 * 7200, activity: undefined },
      { service: 'ec2', item: 'r5.4xlarge', quantity: 2 * 7200, activity: undefined },
    ]);
  });
});

describe('the block of a storage', () => {
  const issues = async (storage: object): Promise<string[]> => {
    const text = JSON.stringify({
      lakesim: 1,
      title: 't',
      question: 'q?',
      defaults: { storage, workload: [{ read: { objects: 1, size: '1 kB' } }] },
      designs: { one: {} },
      run: { seed: 1 },
    });
    const read = await parseScenario('one.yaml', text);
    if (!read.ok) return read.issues.map(({ message }) => message);
    return resolveScenario(read.scenario, {}, models).issues.map(({ message }) => message);
  };

  it('takes a key that two models share in the form of its own model', async () => {
    expect(await issues({ profile: 's3-standard', open: 'none' })).toEqual([]);
    expect(await issues({ profile: 'hdfs', open: '1 ms' })).toEqual([]);
    expect((await issues({ profile: 'hdfs', open: 'none' })).join()).toContain('needs a time');
  });

  it('says of a key of the other model whose it is', async () => {
    expect((await issues({ profile: 's3-standard', nodes: 4 })).join()).toContain('"nodes" fits hdfs');
  });
});
