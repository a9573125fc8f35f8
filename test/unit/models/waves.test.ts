import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TailTable } from '../../../src/models/network/_tail-table.ts';
import { ReportHeap } from '../../../src/models/spark/scheduler/_report-heap.ts';
import { createDistribution } from '../../../src/random/index.ts';

describe('reports on their way', () => {
  it('come in the order of their times, and equal ones in that of putting in, whatever is taken out between', () => {
    const step = fc.record({
      kind: fc.constantFrom('push', 'replace', 'remove', 'first'),
      at: fc.nat(6),
      which: fc.nat(9),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const heap = new ReportHeap();
        const naive: { at: number; run: number }[] = [];
        const first = () => naive.reduce((best, each) => (each.at < best.at ? each : best), naive[0]!);
        const drop = (run: number) =>
          naive.splice(
            naive.findIndex((each) => each.run === run),
            1,
          );
        steps.forEach(({ kind, at, which }, run) => {
          if (kind === 'push' || naive.length === 0) {
            heap.push(at, run);
            naive.push({ at, run });
          } else if (kind === 'replace') {
            drop(first().run);
            heap.replaceFirst(at, run);
            naive.push({ at, run });
          } else if (kind === 'remove') {
            const gone = naive[which % naive.length]!.run;
            heap.remove(gone);
            drop(gone);
          } else {
            drop(first().run);
            heap.removeFirst();
          }
          expect(heap.size).toBe(naive.length);
          if (naive.length > 0) expect([heap.firstSeconds, heap.firstRun]).toEqual([first().at, first().run]);
        });
      }),
      { seed: 7, numRuns: 200 },
    );
  });
});

describe('a table of the tails of a law', () => {
  it.each([0.05, 0.2, 0.5, 1])('is the law to a millionth, and rises, where its spread is %d', (cv) => {
    const exact = createDistribution({ kind: 'gamma', mean: 1, cv }).quantile;
    const table = new TailTable(exact);
    let before = 0;
    for (let k = 0; k < 3000; k++) {
      const tail = 2 ** (-6 - k / 80);
      for (const p of [tail, 1 - tail]) {
        const value = exact(p);
        expect(Math.abs(table.at(p) - value)).toBeLessThanOrEqual(2e-6 * value);
      }
      const p = (k + 0.5) / 3000 / 64;
      expect(table.at(p)).toBeGreaterThanOrEqual(before);
      before = table.at(p);
    }
  });
});
