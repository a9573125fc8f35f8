import type { Values } from '../../fields/index.ts';
import type { Process } from '../../kernel/index.ts';
import { CumulativeRate } from '../../random/index.ts';
import type { Ingest, Landing, OccurrencePort, TableWrites } from '../capabilities.ts';
import type { World } from '../model.ts';
import { billDelivery } from './_bill.ts';
import { OnDemandCapacity, ProvisionedCapacity } from './_capacity.ts';
import { crashNowAndThen } from './_crashes.ts';
import { type Inflow, OpenInflow, ShardedInflow } from './_inflow.ts';
import { Counts, type Intake, type IntakeParts } from './_intake.ts';
import { Lines } from './_lines.ts';
import { PartitionBuffers } from './_partition-buffers.ts';
import { Placement } from './_placement.ts';
import { planBuffers } from './_plan.ts';
import { Records } from './_records.ts';
import { Samples } from './_samples.ts';
import { watchShards } from './_shards.ts';
import { StandingBuffers } from './_standing-buffers.ts';
import { Stretches } from './_stretches.ts';
import { Turns } from './_turns.ts';
import { Uploads } from './_uploads.ts';
import { mayCollapse, objectsIn } from './_whether-to-collapse.ts';
import type { streamFields } from './fields.ts';

type StreamValues = Values<typeof streamFields>;

/** Objects of a run that are samples of their size. */
const objectSamples = 20_000;

/** Records through shards, if there are any, into buffers, and from there as objects into a table. */
export class BufferedLanding implements Landing {
  private readonly values: StreamValues;
  private readonly world: World;

  constructor(values: StreamValues, world: World) {
    this.values = values;
    this.world = world;
  }

  *run(ingest: Ingest, occurrence: OccurrencePort): Process<void> {
    const { values, world } = this;
    const { writes } = ingest.table;
    if (writes === null) throw new Error(`${world.name}: nothing can be written to ${ingest.table.name}`);
    const fromSeconds = world.kernel.now;
    const rate = new CumulativeRate(ingest.recordsPerSecond);
    const records = new Records(ingest.recordBytes, ingest.spacing, world, occurrence.activity);
    const inflow = this.inflowOf(rate, records, fromSeconds, ingest.untilSeconds);
    const counts = new Counts(world, occurrence);
    const parts = this.partsOf(ingest, occurrence, writes, { rate, records, inflow, fromSeconds });
    const intake = this.intakeOf(ingest, occurrence, parts, { rate, counts });
    const uploads = new Uploads(world, occurrence, this.uploadOptions(ingest.table.prefixes), intake.through);
    const watch = watchShards(values, world, inflow, counts);
    world.atEnd(() => {
      intake.atEnd();
      watch.atEnd();
    });
    billDelivery(values, world, { ingest, records, occurrence, fromSeconds, inflow });
    intake.start(uploads);
    const crashes = crashNowAndThen(values, world, intake);
    while (!intake.isFinished) yield intake.finished.wait();
    crashes.stop();
    watch.stop();
  }

  private inflowOf(
    rate: CumulativeRate,
    records: Records,
    fromSeconds: number,
    untilSeconds: number,
  ): OpenInflow | ShardedInflow {
    const { shards, shardBytes, shardRecords, onDemand, peakFactor, peakMemory, peakLook } = this.values;
    if (shards === null) return new OpenInflow(rate, fromSeconds, untilSeconds);
    const perSecond = shards * Math.min(shardRecords, shardBytes / records.meanBytes);
    const capacity = onDemand
      ? new OnDemandCapacity({
          leastPerSecond: perSecond,
          factor: peakFactor,
          memorySeconds: peakMemory,
          lookSeconds: peakLook,
          fromSeconds,
        })
      : new ProvisionedCapacity(perSecond);
    return new ShardedInflow(rate, fromSeconds, untilSeconds, capacity);
  }

  private partsOf(
    ingest: Ingest,
    occurrence: OccurrencePort,
    writes: TableWrites,
    flow: { rate: CumulativeRate; records: Records; inflow: Inflow; fromSeconds: number },
  ): IntakeParts {
    const { values, world } = this;
    const { rate, records, inflow, fromSeconds } = flow;
    const { late, untilSeconds } = ingest;
    const { activity } = occurrence;
    const plan = planBuffers(values, ingest, records, writes);
    const isRandom = ingest.spacing === 'random';
    const total = untilSeconds === Infinity ? Infinity : rate.at(untilSeconds) - rate.at(fromSeconds);
    const placement = new Placement(
      {
        partitionTime: values.perPartition ? 'event' : values.partitionTime,
        partitionSeconds: writes.partitionSeconds,
        partitions: values.perPartition ? 1 : writes.partitionsPerSpan,
        latePartitions: writes.partitionsPerSpan,
        writers: plan.writers,
        oneOpenFile: values.oneOpenFile,
        fileRows: plan.fileRows,
        isRandom,
        late,
      },
      inflow,
      world,
      activity,
    );
    return {
      plan,
      lines: new Lines(plan, inflow, records, fromSeconds),
      inflow,
      records,
      placement,
      samples: new Samples({ inflow, total, lines: plan.lines, isRandom, late }, world, occurrence),
      writes,
      together: values.together,
      byArrival: !values.perPartition && values.partitionTime === 'arrival',
      turns: values.transactions
        ? new Turns(world, occurrence, writes, {
            backoff: this.uploadOptions(ingest.table.prefixes).backoff,
            work: values.work,
          })
        : null,
      objectStride: Math.max(1, Math.ceil(objectsIn(plan, total, untilSeconds - fromSeconds) / objectSamples)),
    };
  }

  private intakeOf(
    ingest: Ingest,
    occurrence: OccurrencePort,
    parts: IntakeParts,
    { rate, counts }: { rate: CumulativeRate; counts: Counts },
  ): Intake {
    const { values, world } = this;
    if (values.perPartition) {
      return new PartitionBuffers(parts, world, counts, {
        cap: values.activePartitions ?? Infinity,
        spanSeconds: parts.writes.partitionSeconds,
        exactlyOnce: values.exactlyOnce,
      });
    }
    // Their luck is that of the uploads to come.
    const uploads = new Uploads(world, occurrence, this.uploadOptions(ingest.table.prefixes), () => {});
    if (mayCollapse(values, world, { ingest, parts, rate, uploads })) {
      return new Stretches(parts, world, counts, { rate, occurrence });
    }
    return new StandingBuffers(parts, world, counts, values.exactlyOnce);
  }

  private uploadOptions(prefixes: number): ConstructorParameters<typeof Uploads>[2] {
    const { retry, partSize, partsBelow, interval } = this.values;
    const of = (key: string, otherwise: number): number => retry?.values[key] ?? otherwise;
    const base = of('base', 0);
    return {
      inParts: partSize !== null || (partsBelow !== null && interval !== null && interval < partsBelow),
      partBytes: partSize ?? Infinity,
      prefixes,
      backoff: {
        baseSeconds: of('throttleBase', base),
        capSeconds: of('cap', Infinity),
        leastRatio: of('throttleLeast', of('least', 0)),
      },
    };
  }
}
