/**
 * Traces: files beside the scenario that say what came when. Tab-separated, a line of column names first:
 *
 *     time    records    bytes
 *     0       120        98304
 *     60      80         70112
 *
 * `time` is in seconds, or a quantity with a unit, ascending; `records` and `bytes` are what came from then until the next
 * line. The last line is as long as the one before it.
 *
 * Or a list of jobs as SWIM has it (github.com/SWIMProjectUCB/SWIM), without names of columns: job, submit time in seconds,
 * gap to the job before, bytes of input, of shuffle, of output. Each job comes at its own time. Names of files are replaced by what is in them, so that what follows
 * knows no files.
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseQuantity } from '../../units/index.ts';
import type { Path, Raw, RawMap } from '../core/types.ts';
import { isMap } from '../core/typing.ts';

type Report = (path: Path, message: string, hint?: string) => void;

const isTraceFile = (raw: Raw): raw is string => typeof raw === 'string' && /^\.\.?\//.test(raw);

/** Reads every `trace: ./file` in the scenario, in place. */
export const readTraces = (raw: Raw, folder: string, report: Report, path: Path = []): void => {
  if (Array.isArray(raw)) for (const [index, item] of raw.entries()) readTraces(item, folder, report, [...path, index]);
  if (!isMap(raw)) return;
  for (const [key, value] of Object.entries(raw)) {
    if (key !== 'trace' || !isTraceFile(value)) {
      readTraces(value, folder, report, [...path, key]);
      continue;
    }
    const read = readTrace(value, folder);
    if (typeof read === 'string') report([...path, key], read, 'columns time and records or bytes, separated by tabs');
    (raw as Record<string, Raw>)[key] = typeof read === 'string' ? { file: value } : read;
  }
};

/** Its columns, or what is wrong with it. */
const readTrace = (name: string, folder: string): RawMap | string => {
  let text: string;
  try {
    text = readFileSync(resolve(folder, name), 'utf8');
  } catch {
    return `there is no such file: ${name}`;
  }
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '' && !line.startsWith('#'));
  if (lines[0] !== undefined && isJobLine(lines[0])) return readJobs(name, lines);
  const names = lines[0]?.split('\t').map((column) => column.trim()) ?? [];
  if (!names.includes('time')) return `${name}: the first line names the columns; there is no column time`;
  if (!names.includes('records') && !names.includes('bytes'))
    return `${name}: there is no column records and none bytes`;
  if (lines.length < 3) return `${name}: needs two lines at least below the names of the columns`;
  const columns: Record<string, number[]> = {};
  for (const column of ['time', 'records', 'bytes']) {
    const at = names.indexOf(column);
    if (at < 0) continue;
    const values: number[] = [];
    for (const [index, line] of lines.slice(1).entries()) {
      const value = numberIn(line.split('\t')[at]?.trim() ?? '');
      if (value === null)
        return `${name}, line ${index + 2} of those that say something: ${column} needs a number, not negative`;
      values.push(value);
    }
    columns[column] = values;
  }
  const { time = [], ...amounts } = columns;
  const falls = time.findIndex((value, index) => index > 0 && !(value > time[index - 1]!));
  if (falls > 0) return `${name}: times go up from line to line; ${time[falls]} comes after ${time[falls - 1]}`;
  const last = time.at(-1)! + (time.at(-1)! - time.at(-2)!);
  return { file: name, times: [...time, last], ...amounts };
};

const jobColumns = ['job', 'time', 'gap', 'input', 'shuffle', 'output'] as const;

const isJobLine = (line: string): boolean => {
  const [, ...rest] = line.split('\t');
  return rest.length === jobColumns.length - 1 && rest.every((cell) => numberIn(cell.trim()) !== null);
};

/** Their times, how many came at each, and the jobs one by one. */
const readJobs = (name: string, lines: readonly string[]): RawMap | string => {
  const jobs: { atSeconds: number; inputBytes: number; shuffleBytes: number; outputBytes: number }[] = [];
  const times: number[] = [];
  const records: number[] = [];
  for (const [index, line] of lines.entries()) {
    const cells = line.split('\t');
    const at = `${name}, line ${index + 1} of those that say something`;
    if (cells.length !== jobColumns.length)
      return `${at}: has ${cells.length} cells; a list of jobs has ${jobColumns.join(', ')}`;
    const numbers = cells.slice(1).map((cell) => numberIn(cell.trim()));
    const bad = numbers.indexOf(null);
    if (bad >= 0) return `${at}: ${jobColumns[bad + 1]} needs a number, not negative`;
    const [atSeconds, , inputBytes, shuffleBytes, outputBytes] = numbers as [number, number, number, number, number];
    const last = times.at(-1);
    if (last !== undefined && atSeconds < last)
      return `${at}: jobs stand in the order of their times; ${atSeconds} comes after ${last}`;
    jobs.push({ atSeconds, inputBytes, shuffleBytes, outputBytes });
    if (atSeconds === last) records[records.length - 1]!++;
    else {
      times.push(atSeconds);
      records.push(1);
    }
  }
  // Of one moment alone no step can be told: a second.
  const step = times.length > 1 ? times.at(-1)! - times.at(-2)! : 1;
  return { file: name, times: [...times, times.at(-1)! + step], records, jobs };
};

const numberIn = (text: string): number | null => {
  if (text === '') return null;
  const plain = Number(text);
  if (Number.isFinite(plain)) return plain >= 0 ? plain : null;
  const quantity = parseQuantity(text);
  return quantity.ok && quantity.value >= 0 ? quantity.value : null;
};
