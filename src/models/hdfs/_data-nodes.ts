export interface DataNodesOptions {
  readonly nodes: number;
  readonly bytesPerSecond: number;
  /** Infinity: flash. */
  readonly readsPerSecond: number;
}

/**
 * DataNodes, each a server, first come, first served: a read or a replica to be written takes
 *
 *     1 / reads + bytes / nodeRate
 *
 * of its node, whatever pace its reader has. What is asked waits for what the node has before it. The node is drawn for
 * each request, as blocks lie at random.
 */
export class DataNodes {
  private readonly freeAt: Float64Array;
  private readonly startSeconds: number;
  private readonly bytesPerSecond: number;

  constructor({ nodes, bytesPerSecond, readsPerSecond }: DataNodesOptions) {
    this.freeAt = new Float64Array(nodes);
    this.startSeconds = 1 / readsPerSecond;
    this.bytesPerSecond = bytesPerSecond;
  }

  /** The seconds until the node begins. `place`: evenly in (0, 1). */
  begin(place: number, bytes: number, nowSeconds: number): number {
    const node = Math.floor(place * this.freeAt.length);
    const free = this.freeAt[node]!;
    const from = free > nowSeconds ? free : nowSeconds;
    this.freeAt[node] = from + this.startSeconds + bytes / this.bytesPerSecond;
    return from - nowSeconds;
  }

  /** The replicas of a block that is written, on neighbours of the first; the seconds until the last of them begins. */
  replicate(place: number, replication: number, bytes: number, nowSeconds: number): number {
    const { length } = this.freeAt;
    let wait = 0;
    for (let replica = 0; replica < Math.min(replication, length); replica++)
      wait = Math.max(wait, this.begin((place + replica / length) % 1, bytes, nowSeconds));
    return wait;
  }
}
