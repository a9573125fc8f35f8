import type { Operation } from '../capabilities.ts';
import type { KeyedDraw, Occurrence } from '../model.ts';
import { entitiesPerOccurrence } from './_entities.ts';
import type { OneEach } from './_one-each.ts';

/** Objects that an occurrence handles, one request each. Object i has the size of its number, in every occurrence and design. */
export class Objects implements OneEach {
  readonly operation: Operation;
  readonly count: number;
  readonly firstEntity: number;
  readonly samplesFirstByte: boolean;
  readonly prefixes: number;
  private readonly sizes: KeyedDraw | null;

  constructor(
    { operation, count, sizes, prefixes, samplesFirstByte = false }: ObjectsOptions,
    { index }: Pick<Occurrence, 'index'>,
  ) {
    this.operation = operation;
    this.count = count;
    this.sizes = sizes;
    this.samplesFirstByte = samplesFirstByte;
    this.prefixes = prefixes;
    this.firstEntity = index * entitiesPerOccurrence;
  }

  bytesOf(index: number): number {
    return this.sizes === null ? 0 : Math.round(this.sizes.at(index, 0));
  }
  keysOf(): number {
    return 1;
  }
  largestBytes(): number {
    let largest = 0;
    for (let index = 0; index < this.count; index++) largest = Math.max(largest, this.bytesOf(index));
    return largest;
  }
}

interface ObjectsOptions {
  readonly operation: Operation;
  readonly count: number;
  /** Null: the requests bring and send nothing. */
  readonly sizes: KeyedDraw | null;
  /** Object i lies under prefix i modulo this. */
  readonly prefixes: number;
  readonly samplesFirstByte?: boolean;
}
