/**
 * Chance by key: what happens to attempt 2 of object 17 is the same in every design, at every concurrency, in whatever
 * order it is asked.
 *
 * A counter-based generator: a Feistel network of four rounds over the 64 bits (entity, attempt), each round an
 * invertible 32-bit mixer (two multiplications, three shifts; constants of Ellis and Wellons' search for low bias),
 * keyed by 4 x 32 bits that seedrandom's alea derives from (seed, replication, purpose). Within one purpose no two keys
 * below 2^32 share their 64 bits; 53 of them are the value.
 */
import seedrandom from 'seedrandom';
import { streamText } from './stream.ts';

export interface KeyedDraws {
  /**
   * Open (0, 1), a multiple of 2^-53; a pure function of (seed, replication, purpose, entity, attempt).
   * Entity: a whole number from 0 below 2^53. Attempt: a whole number from 0 below 2^32.
   */
  uniform(entity: number, attempt: number): number;
}

const twoToMinus32 = 2 ** -32;
const twoToMinus53 = 2 ** -53;

/** A bijection of 32 bits in which each input bit flips each output bit about half the time. */
function mix32(x: number): number {
  let h = x;
  h ^= h >>> 16;
  h = Math.imul(h, 0x7feb352d);
  h ^= h >>> 15;
  h = Math.imul(h, 0x846ca68b);
  h ^= h >>> 16;
  return h;
}

class FeistelDraws implements KeyedDraws {
  private readonly k0: number = 0;
  private readonly k1: number = 0;
  private readonly k2: number = 0;
  private readonly k3: number = 0;

  constructor(text: string) {
    const keys = seedrandom.alea(text);
    this.k0 = keys.int32();
    this.k1 = keys.int32();
    this.k2 = keys.int32();
    this.k3 = keys.int32();
  }

  uniform(entity: number, attempt: number): number {
    let left = entity | 0;
    let right = attempt | 0;
    // Entities of 2^32 and more turn the keys; below that the term is zero.
    const high = Math.imul((entity * twoToMinus32) | 0, 0x9e3779b1);
    right ^= mix32((left + this.k0) ^ high);
    left ^= mix32(right + this.k1);
    right ^= mix32((left + this.k2) ^ high);
    left ^= mix32(right + this.k3);
    const bits = (left >>> 5) * 0x4000000 + (right >>> 6);
    return bits === 0 ? twoToMinus53 : bits * twoToMinus53;
  }
}

/** Draws by key for one purpose ("get.firstByte"), independent of every other purpose, replication and seed. */
export function keyedDraws(seed: number, replication: number, purpose: string): KeyedDraws {
  return new FeistelDraws(streamText('keyed', seed, replication, purpose));
}
