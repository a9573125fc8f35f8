/** The slow, obvious twin of a walk: directories as objects, a list of what runs, a list of what waits. */

export interface Directory {
  readonly directories: Directory[];
  keys: number;
  /** Its pages are known by this number and those after it: level after level, room in each for the longest. */
  firstPage: number;
}

/** A tree that branches alike at each level; keys are dealt out to the last directories one by one, in order. */
export function grow(
  prefixes: number,
  children: readonly number[],
  { keys, keysPerPage }: { keys: number; keysPerPage: number },
): Directory[] {
  const make = (): Directory => ({ directories: [], keys: 0, firstPage: 0 });
  const levels = [Array.from({ length: prefixes }, make)];
  for (const count of children) {
    for (const directory of levels.at(-1)!) for (let i = 0; i < count; i++) directory.directories.push(make());
    levels.push(levels.at(-1)!.flatMap((directory) => directory.directories));
  }
  const last = levels.at(-1)!;
  for (let key = 0; key < keys; key++) last[key % last.length]!.keys++;
  let page = 0;
  for (const level of levels) {
    const room = Math.max(1, ...level.map((each) => Math.ceil(entriesIn(each) / keysPerPage)));
    for (const directory of level) {
      directory.firstPage = page;
      page += room;
    }
  }
  return levels[0]!;
}

const entriesIn = ({ directories, keys }: Directory): number => directories.length || keys;

export interface Walked {
  readonly pages: number;
  readonly seconds: number;
  /** The longest sum of pages that wait for each other. */
  readonly longestSeconds: number;
  readonly busySeconds: number;
}

interface Task {
  readonly directory: Directory;
  readonly page: number;
  /** When it could not have begun sooner, if there were always room. */
  readonly earliest: number;
}

/** `secondsOf` a page with so many entries and of that number; where two end at the same time anything may happen. */
export function walk(
  roots: readonly Directory[],
  options: { keysPerPage: number; parallel: number; secondsOf: (entries: number, page: number) => number },
): Walked {
  const { keysPerPage, parallel, secondsOf } = options;
  const waiting: Task[] = roots.map((directory) => ({ directory, page: 0, earliest: 0 }));
  const running: { task: Task; ends: number }[] = [];
  let [now, pages, longestSeconds, busySeconds] = [0, 0, 0, 0];
  const secondsFor = ({ directory, page }: Task): number => {
    const entries = Math.min(keysPerPage, entriesIn(directory) - page * keysPerPage);
    return secondsOf(entries, directory.firstPage + page);
  };
  const begin = (task: Task): void => {
    const seconds = secondsFor(task);
    busySeconds += seconds;
    pages++;
    running.push({ task, ends: now + seconds });
  };
  const fill = (): void => {
    while (running.length < parallel && waiting.length > 0) begin(waiting.shift()!);
  };
  fill();
  while (running.length > 0) {
    running.sort((a, b) => a.ends - b.ends);
    const { task, ends } = running.shift()!;
    now = ends;
    const { directory, page } = task;
    const earliest = task.earliest + secondsFor(task);
    longestSeconds = Math.max(longestSeconds, earliest);
    const named = directory.directories.slice(page * keysPerPage, (page + 1) * keysPerPage);
    for (const child of named) waiting.push({ directory: child, page: 0, earliest });
    if ((page + 1) * keysPerPage < entriesIn(directory)) begin({ directory, page: page + 1, earliest });
    fill();
  }
  return { pages, seconds: now, longestSeconds, busySeconds };
}
