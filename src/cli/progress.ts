/** One line on a terminal's stderr: how far, and how long still. Nothing where nobody looks. */
import type { Io } from './io.ts';

export interface Progress {
  update(done: number, total: number): void;
  /** Wipes the line. */
  end(): void;
}

const silent: Progress = { update: () => {}, end: () => {} };
const barColumns = 24;
/** Drawn at most so often; a terminal is slow. */
const everyMilliseconds = 100;

/** `now` in milliseconds; wall time belongs to progress alone. */
export function createProgress(io: Io, label: string, wanted: boolean, now: () => number = Date.now): Progress {
  if (!wanted || !io.errIsTerminal) return silent;
  const start = now();
  let drawn = start;
  let shown = false;
  return {
    update: (done, total) => {
      const time = now();
      if (time - drawn < everyMilliseconds) return;
      drawn = time;
      shown = true;
      io.err(`\r\u001b[K${progressLine(label, done, total, (time - start) / 1000, io.unicode)}`);
    },
    end: () => {
      if (shown) io.err('\r\u001b[K');
      shown = false;
    },
  };
}

/** `small-files  ████████░░░░  33%  12 s left`; no guess before a part is done. */
export function progressLine(label: string, done: number, total: number, seconds: number, unicode: boolean): string {
  const share = total > 0 ? Math.min(1, done / total) : 0;
  const full = Math.round(share * barColumns);
  const bar = (unicode ? '█' : '#').repeat(full) + (unicode ? '░' : '-').repeat(barColumns - full);
  const left = share > 0 && share < 1 ? `  ${wordsOf((seconds / share) * (1 - share))} left` : '';
  return `${label}  ${bar}  ${Math.floor(share * 100)}%${left}`;
}

function wordsOf(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}
