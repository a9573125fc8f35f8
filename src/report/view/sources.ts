/** The sources of inputs, prices and claims, numbered in the order in which the page mentions them. */
import type { InputResult, Results } from '../../results/index.ts';

export interface Source {
  readonly number: number;
  readonly text: string;
  readonly date: string | null;
  /** What was taken from it, at most six names. */
  readonly taken: readonly string[];
  readonly takenMore: number;
}

export interface SourceList {
  readonly list: readonly Source[];
  /** The footnote number; undefined for a text that is no source. */
  number(text: string): number | undefined;
}

/** Names of a source's uses that are printed. */
const maxTaken = 6;

export function collectSources(results: Results): SourceList {
  const found = new Map<string, { date: string | null; taken: Set<string> }>();
  const add = (text: string | null | undefined, taken: string, date?: string): void => {
    if (!text) return;
    const entry = found.get(text) ?? { date: null, taken: new Set<string>() };
    entry.date ??= date ?? null;
    entry.taken.add(taken);
    found.set(text, entry);
  };
  for (const claim of results.claims) add(claim.source, `the claim ${claim.id}`);
  for (const input of results.inputs) {
    if (!standsInScenario(input, results)) add(input.source, withoutDesign(input.path, results), input.date);
  }
  for (const name of results.designOrder) {
    const { cost } = results.designs[name]!;
    for (const line of cost.lines) add(line.source, `${line.service} ${line.item}`, cost.priceBook.date);
  }
  const list = [...found].map(([text, { date, taken }], i): Source => {
    const names = [...taken];
    return {
      number: i + 1,
      text,
      date,
      taken: names.slice(0, maxTaken),
      takenMore: Math.max(0, names.length - maxTaken),
    };
  });
  const numbers = new Map(list.map((source) => [source.text, source.number]));
  return { list, number: (text) => numbers.get(text) };
}

/** An expression or a place in the scenario's file: the scenario is printed whole, so it needs no footnote. */
export function standsInScenario({ origin, source }: InputResult, { scenario }: Results): boolean {
  return origin === 'derived' || source === null || source.startsWith(`${scenario.file}:`);
}

function withoutDesign(path: string, results: Results): string {
  const [head = '', ...rest] = path.split('.');
  return rest.length > 0 && results.designOrder.includes(head) ? rest.join('.') : path;
}
