import type { Values } from '../../fields/index.ts';
import type { Process } from '../../kernel/index.ts';
import { Zipf } from '../../random/index.ts';
import type { OccurrencePort } from '../capabilities.ts';
import { defineActivity, type Occurrence, type World } from '../model.ts';
import { ServedRequests } from './_served-requests.ts';
import { serveFields } from './fields.ts';
import { serveCharts, serveMetrics } from './metrics.ts';

/**
 * Requests that come from outside at a rate, whether or not the client keeps up: each GETs or PUTs one of the objects.
 *
 * The object comes with the arrival, from a stream: request 17 is for the same object in every design, and so for the
 * same size and prefix. Object i is the (i + 1)-th most popular; popularity s makes it be asked for with a chance in
 * proportion to (i + 1)^-s.
 */
export const serve = defineActivity({
  kind: 'serve',
  doc: 'requests that come at a rate, each for one of the objects',
  fields: serveFields,
  doneBy: 'requests',
  serves: true,
  overlap: 'parallel',
  // In the order in which a client accounts for them.
  phases: ['wait', 'open', 'firstByte', 'transfer', 'close', 'retry'],
  // Nobody waits for the last of them: no least makespan is asked for.
  bounds: [],
  metrics: serveMetrics,
  charts: serveCharts,
  *perform(values: Values<typeof serveFields>, world: World, occurrence: Occurrence): Process<void> {
    const { items } = occurrence;
    if (!items) throw new Error(`${world.name}: nobody says when requests come`);
    const port = new ServingPort(occurrence);
    const throughput = reportThroughput(port, world);
    const popularity = new Zipf(values.objects, values.popularity);
    const stream = world.stream('objects');
    const requests = new ServedRequests(world.kernel, items, {
      operation: values.direction,
      nextObject: () => popularity.rank(stream) - 1,
      sizes: world.draw('size', values.size),
      prefixes: values.prefixes,
      takeFailure: () => port.takeFailure(),
    });
    yield* world.find('requests').run(requests, port);
    throughput.finish();
  },
});

/** What the client reports: failures are of single requests, bytes add up to the throughput. */
class ServingPort implements OccurrencePort {
  readonly activity: string;
  bytes = 0;
  private readonly occurrence: Occurrence;
  private failure: string | null = null;

  constructor(occurrence: Occurrence) {
    this.occurrence = occurrence;
    this.activity = occurrence.activity;
  }

  /** Of the request that is through now. */
  takeFailure(): string | null {
    const { failure } = this;
    this.failure = null;
    return failure;
  }

  fail(reason: string): void {
    this.failure = reason;
  }
  requests(count: number): void {
    this.occurrence.requests(count);
  }
  bytesRead(bytes: number): void {
    this.bytes += bytes;
    this.occurrence.bytesRead(bytes);
  }
  bytesWritten(bytes: number): void {
    this.bytes += bytes;
    this.occurrence.bytesWritten(bytes);
  }
  sample(metric: string): (value: number) => void {
    return this.occurrence.sample(metric);
  }
  phase(): void {}
  bound(): void {}
}

/** Bytes over the time in which it served; from the end of the warm-up, if that is later. */
function reportThroughput(port: ServingPort, world: World): { finish(): void } {
  const metric = world.metric('throughput');
  const { kernel } = world;
  let sinceSeconds = kernel.now;
  let finishedAtSeconds = Infinity;
  world.atWarmUpEnd(() => {
    sinceSeconds = Math.max(sinceSeconds, kernel.now);
    port.bytes = 0;
  });
  world.atEnd(() => {
    const seconds = Math.min(kernel.now, finishedAtSeconds) - sinceSeconds;
    if (seconds > 0) metric.add(port.bytes / seconds);
  });
  return {
    finish: () => {
      finishedAtSeconds = kernel.now;
    },
  };
}
