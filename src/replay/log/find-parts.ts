/** From the words of the command line to the files of one log, in their order. */
import { readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { LogError } from './errors.ts';
import { type LogWarning, warnings, words } from './messages.ts';

export interface LogPart {
  readonly path: string;
  /** As the user named it. */
  readonly shown: string;
}

export interface LogParts {
  readonly parts: readonly LogPart[];
  readonly warnings: readonly LogWarning[];
}

/** events_3_app-1.zstd, or events_3_app-1.compact: its number, and whether Spark compacted it. */
const rolled = /^events_(\d+)_.+?(\.compact)?(\.[a-z0-9]+)?(\.compact)?$/;
const ignored = /^(\.|_|__MACOSX$)|\.crc$|^appstatus_|databricks_pricing\.json$/;

/**
 * A file is a part. A folder of a rolled log gives its parts by number, those before the newest compacted one left out;
 * a folder of such folders (attempts) or of parts gives theirs in the order of their names.
 */
export function findParts(paths: readonly { readonly path: string; readonly shown: string }[]): LogParts {
  const said: LogWarning[] = [];
  const parts = paths.flatMap((place) => within(place, said));
  return { parts, warnings: said };
}

function within(place: LogPart, said: LogWarning[]): LogPart[] {
  if (!isFolder(place)) return [place];
  const names = readdirSync(place.path)
    .filter((name) => !ignored.test(name))
    .sort(byNumbers);
  const events = names.flatMap((name) => {
    const match = rolled.exec(name);
    return match ? [{ name, number: Number(match[1]), compact: name.includes('.compact') }] : [];
  });
  const child = (name: string): LogPart => ({ path: join(place.path, name), shown: join(place.shown, name) });
  if (events.length === 0) {
    const found = names.flatMap((name) => within(child(name), said));
    if (found.length === 0) throw new LogError(place.shown, words.emptyFolder(), words.whatIsRead());
    return found;
  }
  events.sort((a, b) => a.number - b.number || Number(b.compact) - Number(a.compact));
  const compact = events.filter((each) => each.compact).at(-1);
  const used =
    compact === undefined ? events : events.filter((each) => each === compact || each.number > compact.number);
  if (compact !== undefined) said.push(warnings.compacted(basename(compact.name)));
  const first = used[0]!.number;
  const gaps = compact === undefined ? range(1, first) : [];
  used.forEach((each, index) => {
    const next = used[index + 1];
    if (next !== undefined) gaps.push(...range(each.number + 1, next.number));
  });
  if (gaps.length > 0) said.push(warnings.missingParts(gaps));
  return used.map(({ name }) => child(name));
}

const range = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);

function isFolder(place: LogPart): boolean {
  try {
    return statSync(place.path).isDirectory();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    throw new LogError(place.shown, code === 'ENOENT' ? words.missing() : words.unreadable(code));
  }
}

/** part-2 before part-10. */
function byNumbers(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}
