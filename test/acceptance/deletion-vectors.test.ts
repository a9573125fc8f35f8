/**
 * Deletion vectors in real Delta logs: what the log states as their bytes against the size that follows from how many rows
 * they have. Files of these tables have less than 65,536 rows, so that each vector is one container, and its rows lie too far
 * apart to be runs.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { deletionVectorBytes, deletionVectorFrameBytes } from '../../src/models/table/_deletion-vector.ts';

interface Vector {
  readonly pathOrInlineDv: string;
  readonly offset?: number;
  readonly sizeInBytes: number;
  readonly cardinality: number;
}

const folder = process.env.LAKESIM_REAL_DATA ? join(process.env.LAKESIM_REAL_DATA, 'delta-logs') : '';

const vectors = new Map<string, Vector>();
for (const table of existsSync(folder) ? readdirSync(folder).sort() : []) {
  const log = join(folder, table, '_delta_log');
  if (!existsSync(log)) continue;
  for (const file of readdirSync(log)
    .filter((name) => /^\d{20}\.json$/.test(name))
    .sort()) {
    for (const line of readFileSync(join(log, file), 'utf8').split('\n')) {
      if (line.trim() === '') continue;
      const action = JSON.parse(line) as Record<string, { deletionVector?: Vector } | undefined>;
      const vector = (action.add ?? action.remove)?.deletionVector;
      if (vector) vectors.set(`${table}/${vector.pathOrInlineDv}/${vector.offset}`, vector);
    }
  }
}

describe.skipIf(vectors.size === 0)('deletion vectors of real logs (skipped without LAKESIM_REAL_DATA)', () => {
  it('are as large as their rows say, to the byte', () => {
    expect(vectors.size).toBeGreaterThan(50);
    for (const { cardinality, sizeInBytes } of vectors.values()) {
      const apart = Array.from({ length: cardinality }, (_, i) => 2 * i);
      expect(deletionVectorBytes(apart)).toBe(sizeInBytes);
    }
  });

  it('follow each other in their file with a length and a checksum between', () => {
    const byFile = new Map<string, Vector[]>();
    for (const vector of vectors.values())
      byFile.set(vector.pathOrInlineDv, [...(byFile.get(vector.pathOrInlineDv) ?? []), vector]);
    let followed = 0;
    for (const file of byFile.values()) {
      const inOrder = file.sort((a, b) => a.offset! - b.offset!);
      expect(inOrder[0]!.offset).toBe(1);
      for (let i = 1; i < inOrder.length; i++) {
        const before = inOrder[i - 1]!;
        expect(inOrder[i]!.offset).toBe(before.offset! + before.sizeInBytes + deletionVectorFrameBytes);
        followed++;
      }
    }
    expect(followed).toBeGreaterThan(5);
  });
});
