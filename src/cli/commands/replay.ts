/** `lakesim replay`: a Spark event log on the simulated scheduler, as it was or with changes. */
import { basename, resolve } from 'node:path';
import { LogError, type Machinery, readApplication, replay as replayApplication } from '../../replay/index.ts';
import type { ReplayResult } from '../../results/replay.ts';
import { canonicalText } from '../../results/write.ts';
import { nearestName, parseQuantity, sameDimension } from '../../units/index.ts';
import { version } from '../../version.ts';
import type { ArgumentsOf, commands } from '../command-table.ts';
import type { ExitCode } from '../dispatch.ts';
import { fileIssue, InputError, usageError } from '../errors.ts';
import type { Io } from '../io.ts';
import { replay as words } from '../messages.ts';
import { prepareOutputFolder } from '../output-folder.ts';

type Given = ArgumentsOf<typeof commands.replay>;

export async function replay(given: Given, io: Io): Promise<ExitCode> {
  const fileBytes = given['files-as'] === undefined ? undefined : sizeOf(given['files-as']);
  const { loadProfiles } = await import('../../scenario/index.ts');
  const library = loadProfiles();
  const instance = given.instance === undefined ? null : priceOf(given.instance, library.profiles.pricing ?? {});
  const output = given.out === undefined ? null : prepareOutputFolder(resolve(io.cwd, given.out), given.out);

  const app = read(given.words, io.cwd);
  const { machineryFrom } = await import('../replay-machinery.ts');
  const machineryOf = (manager: string): Machinery => machineryFrom(library.tables['spark-schedulers']!, manager);
  const replayed = replayApplication(app, machineryOf, {
    changes: {
      executors: given.executors,
      cores: given.cores,
      fileBytes,
      speculation: given.speculation,
      dynamicAllocation: given['dynamic-allocation'],
    },
  });
  const result: ReplayResult = {
    ...replayed,
    lakesim: version,
    files: given.words.map((word) => basename(word)),
    cost: instance === null ? null : costOf(replayed, instance),
  };
  if (output !== null) {
    const { renderReplay } = await import('../../report/replay/index.ts');
    output.commit(await renderReplay(result));
  }
  if (given.json) {
    io.out(canonicalText(result));
    return 0;
  }
  if (!given.quiet) {
    const { renderReplayTerminal } = await import('../terminal/replay.ts');
    const { columns, color, unicode } = io;
    io.out(renderReplayTerminal(result, { columns, color, unicode, reportPath: given.out ?? null }));
  }
  return 0;
}

function read(words: readonly string[], cwd: string) {
  try {
    return readApplication(words.map((word) => ({ path: resolve(cwd, word), shown: word })));
  } catch (error) {
    if (error instanceof LogError) throw new InputError([fileIssue('log', error.file, error.message, error.hint)]);
    throw error;
  }
}

function sizeOf(text: string): number {
  const parsed = parseQuantity(text);
  if (!parsed.ok || !sameDimension(parsed.dimension, { s: 0, B: 1, USD: 0 }) || !(parsed.value >= 1))
    throw usageError(words.filesAs(text));
  return parsed.value;
}

interface Instance {
  readonly name: string;
  readonly usdPerHour: number;
  readonly priceBook: string;
}

type PricingProfiles = Readonly<
  Record<string, { readonly title: string; readonly values: Readonly<Record<string, { readonly value: unknown }>> }>
>;

const defaultBook = 'aws-us-east-1';

/** Price of an hour of an instance, from the bundled price book. */
function priceOf(name: string, books: PricingProfiles): Instance {
  const book = books[defaultBook]!;
  const rows = book.values.rows?.value as readonly { readonly item: string; readonly price: string }[];
  const priced = new Map(
    rows.flatMap(({ item, price }) => (item.startsWith('ec2.') ? [[item.slice('ec2.'.length), price] as const] : [])),
  );
  const price = priced.get(name);
  if (price === undefined) {
    const near = nearestName(name, [...priced.keys()]);
    throw usageError(words.noPrice(name, defaultBook), near ? words.didYouMean(near) : undefined);
  }
  const parsed = parseQuantity(price);
  if (!parsed.ok) throw new Error(`the price of ${name} is not a quantity: ${price}`);
  return { name, usdPerHour: parsed.value * 3600, priceBook: book.title };
}

/** An instance for each executor that there was at most at once, and one for the driver unless it runs the tasks itself. */
function costOf(
  { executors, applicationSeconds, clusterManager }: Omit<ReplayResult, 'lakesim' | 'files' | 'cost'>,
  { name, usdPerHour, priceBook }: Instance,
): NonNullable<ReplayResult['cost']> {
  const local = clusterManager === 'local';
  const instanceSeconds = (endSeconds: number): number =>
    (local ? 0 : endSeconds) +
    executors.reduce(
      (sum, { addedSeconds, removedSeconds }) =>
        sum + Math.max(0, Math.min(removedSeconds ?? endSeconds, endSeconds) - (local ? 0 : addedSeconds)),
      0,
    );
  const usd = (endSeconds: number): number => (instanceSeconds(endSeconds) / 3600) * usdPerHour;
  return {
    instance: name,
    instanceCount: executors.length + (local ? 0 : 1),
    usdPerHour,
    loggedUsd: usd(applicationSeconds.logged),
    simulatedUsd: usd(applicationSeconds.simulated),
    priceBook,
  };
}
