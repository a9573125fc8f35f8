/** How to get the same numbers again. */
import { digestResults, type Results } from '../../results/index.ts';

export interface Reproduction {
  readonly command: string;
  readonly verify: string;
  readonly version: string;
  readonly scenarioDigest: string;
  readonly resultsDigest: string;
}

export function reproduction(results: Results): Reproduction {
  const { file, overrides, sha256 } = results.scenario;
  const sets = Object.keys(overrides.set).sort();
  const options = [
    ...sets.map((address) => `--set ${quoteForShell(`${address}=${overrides.set[address]}`)}`),
    ...(overrides.seed === undefined ? [] : [`--seed ${overrides.seed}`]),
    ...(overrides.replications === undefined ? [] : [`--replications ${overrides.replications}`]),
  ];
  return {
    command: ['lakesim run', quoteForShell(file), ...options].join(' '),
    verify: 'lakesim verify results.json',
    version: results.lakesim,
    scenarioDigest: sha256,
    resultsDigest: digestResults(results),
  };
}

/** A file's name comes from a file: it may hold blanks, quotes or worse. */
function quoteForShell(text: string): string {
  return /^[\w./=,:@%+-]+$/.test(text) ? text : `'${text.replace(/'/g, `'\\''`)}'`;
}
