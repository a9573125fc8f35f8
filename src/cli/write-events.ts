/** What `run` writes besides the report: event logs of other programs, and traces. */
import { dirname, join, resolve } from 'node:path';
import { fileIssue, InputError } from './errors.ts';
import { checkFile, EventFiles, type FilePlace } from './event-files.ts';
import { scenarioName } from './input-files.ts';
import type { Loaded } from './load.ts';
import { eventFiles } from './messages.ts';

/** Options that name a format which components may write their events in, and how its files begin. */
const formats = [{ name: 'spark-events', beginning: '{"Event":"SparkListenerLogStart"' }] as const;
type FormatName = (typeof formats)[number]['name'];

/** Tasks, stages and the like of one design: some hundred bytes each in memory, three thousand in a log. */
const mostEvents = 200_000;

export type EventFlags = { readonly [F in FormatName]: string | undefined } & { readonly trace: string | undefined };

export interface EventWriter {
  /** Runs the first replication of each design and writes it down. Throws what the run throws. */
  record(loaded: Loaded): void;
  /** The files take their names, which are returned as the user knows them. */
  commit(): string[];
  discard(): void;
}

/** Everything that can be refused is refused here. Null if nothing is to be written. Throws InputError. */
export async function prepareEvents(
  all: readonly Loaded[],
  flags: EventFlags,
  cwd: string,
): Promise<EventWriter | null> {
  const asked = formats.flatMap((format) => {
    const folder = flags[format.name];
    return folder === undefined ? [] : [{ ...format, folder, flag: `--${format.name}` }];
  });
  if (asked.length === 0 && flags.trace === undefined) return null;
  const { formatsOf, recordScenario } = await import('../experiment/index.ts');
  const { models } = await import('../models/registry.ts');
  for (const { name } of asked) refuseUnable(name, all, ({ resolved }) => formatsOf(resolved.designs, models));

  const files = new EventFiles();
  try {
    for (const { flag, folder } of asked) files.prepareFolder(resolve(cwd, folder), { flag, shown: folder });
    const trace = flags.trace === undefined ? null : await openTrace(files, flags.trace, cwd);
    return {
      record: (loaded) => {
        const title = scenarioName(loaded.file);
        const options = {
          limitSeconds: loaded.resolved.run.limits.wallTimeSeconds,
          mostEvents,
          whenFull: asked.length > 0 ? ('stop' as const) : ('cut' as const),
        };
        for (const design of recordScenario(loaded.scenario, options)) {
          for (const { name, flag, folder, beginning } of asked) {
            for (const { path: at, lines } of design.files(name, title)) {
              const path = resolve(cwd, folder, at);
              files.open({ flag, shown: join(folder, at), beginning, path }).write(lines);
            }
          }
          trace?.add(design, title);
        }
      },
      commit: () => {
        trace?.end();
        return files.commit();
      },
      discard: () => files.discard(),
    };
  } catch (error) {
    files.discard();
    throw error;
  }
}

async function openTrace(files: EventFiles, shown: string, cwd: string) {
  const { separated, traceBeginning, traceEnd, traceLines, traceStart } = await import('../report/index.ts');
  const { traceProcess } = await import('./trace-process.ts');
  const place: FilePlace = { flag: '--trace', shown, path: resolve(cwd, shown), beginning: traceBeginning };
  checkFile(place);
  files.prepareFolder(dirname(place.path), { flag: place.flag, shown: dirname(shown) });
  const file = files.open(place);
  file.write([traceStart]);
  let processes = 0;
  return {
    add: (design: Parameters<typeof traceProcess>[0], title: string): void => {
      processes++;
      file.write(separated(traceLines(traceProcess(design, title), processes), processes === 1));
    },
    end: (): void => file.write([traceEnd]),
  };
}

function refuseUnable(
  name: FormatName,
  all: readonly Loaded[],
  formatsOf: (loaded: Loaded) => readonly ReadonlySet<string>[],
): void {
  const unable = all.filter((loaded) => !formatsOf(loaded).some((able) => able.has(name)));
  if (unable.length === 0) return;
  const flag = `--${name}`;
  throw new InputError(
    unable.map(({ file }) =>
      fileIssue('nothing-to-write', file, eventFiles.noFormat(flag), eventFiles.withoutIt(flag)),
    ),
  );
}
