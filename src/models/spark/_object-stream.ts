/**
 * A file as a seekable stream over ranged GETs. Reads come as (position, length), each of them in full; out of them come
 * requests, with the bytes that travel for each.
 *
 *     a read where the last one ended, inside what was asked for   goes on
 *     a read further on, closer than `skip` and inside it          reads over the gap; its bytes travel as well
 *     anything else                                                gives the GET up and sends another
 *     a new GET                                                    random: max(readAhead, length); otherwise to the end
 *     giving one up                                                up to `drain` bytes left are read, with more the
 *                                                                  connection is broken off
 *
 * `adapts`: open-ended until the first seek backwards, random from then on (S3A's policy "normal").
 * Source: apache/hadoop, fs/s3a/S3AInputStream.java (seekInStream, calculateRequestLimit, closeStream); apache/iceberg,
 * S3InputStream.java (positionStream, openStream, abortStream). Left out: what a kernel has buffered of a broken-off
 * answer, and skips longer than `skip` because it is there already.
 */
import type { RequestPlanBuilder } from './_request-plan.ts';

export interface StreamPolicy {
  readonly readAheadBytes: number;
  readonly openEnded: boolean;
  readonly adapts: boolean;
  readonly skipBytes: number;
  readonly drainBytes: number;
}

export class ObjectStream {
  private readonly plan: RequestPlanBuilder;
  private readonly sizeBytes: number;
  private readonly policy: StreamPolicy;
  private toTheEnd: boolean;
  /** The GET under way, or -1; where it stands and where it ends. */
  private request = -1;
  private position = 0;
  private end = 0;

  constructor(plan: RequestPlanBuilder, sizeBytes: number, policy: StreamPolicy) {
    this.plan = plan;
    this.sizeBytes = sizeBytes;
    this.policy = policy;
    this.toTheEnd = policy.openEnded;
  }

  read(from: number, lengthBytes: number): void {
    let position = from;
    let left = Math.min(lengthBytes, this.sizeBytes - from);
    while (left > 0) {
      this.seek(position);
      if (this.request < 0) this.open(position, left);
      const taken = Math.min(left, this.end - this.position);
      this.plan.addBytes(this.request, taken);
      this.position += taken;
      position += taken;
      left -= taken;
    }
  }

  close(): void {
    if (this.request < 0) return;
    const left = this.end - this.position;
    if (left > this.policy.drainBytes) this.plan.loseConnection(this.request);
    else this.plan.addBytes(this.request, left);
    this.request = -1;
  }

  /** All reads from now on are random. */
  becomeRandom(): void {
    if (this.policy.adapts) this.toTheEnd = false;
  }

  private seek(position: number): void {
    if (this.request < 0) return;
    const gap = position - this.position;
    const left = this.end - this.position;
    if (gap === 0 && left > 0) return;
    if (gap > 0 && gap < left && gap < this.policy.skipBytes) {
      this.plan.addBytes(this.request, gap);
      this.position = position;
      return;
    }
    if (gap < 0) this.becomeRandom();
    this.close();
  }

  private open(position: number, lengthBytes: number): void {
    const limit = this.toTheEnd ? this.sizeBytes : position + Math.max(this.policy.readAheadBytes, lengthBytes);
    this.end = Math.min(this.sizeBytes, limit);
    this.position = position;
    this.request = this.plan.add('get');
  }
}
