/** Groups of files that somebody takes stay what they are, however many there are. */
import { describe, expect, it } from 'vitest';
import { tableLake } from './_table.ts';

const day = 86_400;
const alike = { fileSize: 1e6, files: 1, rowSize: 1, compression: 1, encoding: 'text', codec: 'none' } as const;

describe('files that are set apart', () => {
  it('are counted as they are through a hundred sizes, taken at once and given back, or written anew', () => {
    const { table, at, last } = tableLake('delta', alike);
    let files = 1;
    let bytes = 1e6;
    for (let round = 1; round <= 30; round++) {
      at(round * day, () => {
        for (let nth = 1; nth <= 10; nth++) {
          // Sizes that lie far apart, and differ by the round.
          const size = Math.round(1000 * 1.7 ** nth * (1 + round / 100));
          table.add({ rowsAtSeconds: round * day, count: 1, bytes: size, rows: size }, 1);
          files++;
          bytes += size;
        }
        const [part] = table.candidates({ recentSeconds: null, belowBytes: Infinity });
        const rewrite = table.rewrite(part!);
        expect(rewrite.source.scan(null, null).filesInAll).toBe(files);
        if (round % 3 > 0) rewrite.abandon();
        else {
          expect(rewrite.swap([{ count: 1, sizeBytes: bytes }])).toBe(true);
          files = 1;
        }
        expect([last('table.files'), last('table.bytes')]).toEqual([files, bytes]);
        expect(table.scan(null, null).files.reduce((sum, { count }) => sum + count, 0)).toBe(files);
      });
    }
  });
});
