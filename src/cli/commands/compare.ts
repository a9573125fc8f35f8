/** `lakesim compare`: two results side by side. What was asked, what came out, what turned. */
import { inputText } from '../../report/numbers/input-text.ts';
import { verdictNames } from '../../report/numbers/signs.ts';
import { metricLabel } from '../../report/view/side-by-side.ts';
import { type ClaimResult, formatClaimValue, type MetricResult, type Results } from '../../results/index.ts';
import { formatInterval, formatValue } from '../../units/index.ts';
import type { ArgumentsOf, commands } from '../command-table.ts';
import type { ExitCode } from '../dispatch.ts';
import { readResultsFile } from '../input-files.ts';
import type { Io } from '../io.ts';
import { alignColumns } from '../text-table.ts';

interface ClaimChange {
  id: string;
  says: string;
  a: ClaimResult | null;
  b: ClaimResult | null;
}
interface MetricPair {
  design: string;
  metric: string;
  a: MetricResult | null;
  b: MetricResult | null;
  /** b over a. */
  ratio: number | null;
}
interface InputChange {
  path: string;
  a: string | null;
  b: string | null;
}

export async function compare(given: ArgumentsOf<typeof commands.compare>, io: Io): Promise<ExitCode> {
  const [wordA, wordB] = given.words as [string, string];
  const [{ results: a }, { results: b }] = await Promise.all([
    readResultsFile(wordA, io.cwd),
    readResultsFile(wordB, io.cwd),
  ]);
  const [claims, metrics, inputs] = [claimChanges(a, b), metricPairs(a, b), inputChanges(a, b)];
  if (given.json) {
    const data = {
      a: { file: wordA, answer: a.answer.sentence, scenario: a.scenario.file, seed: a.seed },
      b: { file: wordB, answer: b.answer.sentence, scenario: b.scenario.file, seed: b.seed },
      claims: claims.map((each) => ({ ...each, a: claimData(each.a), b: claimData(each.b) })),
      metrics: metrics.map((each) => ({ ...each, a: metricData(each.a), b: metricData(each.b) })),
      inputs,
    };
    io.out(`${JSON.stringify(data, null, 2)}\n`);
    return 0;
  }
  const lines = [
    `A  ${wordA}: ${head(a)}`,
    `   ${plain(a.answer.sentence)}`,
    `B  ${wordB}: ${head(b)}`,
    `   ${plain(b.answer.sentence)}`,
  ];
  lines.push(
    ...section(
      'inputs that differ',
      inputs.map((each) => [each.path, each.a ?? 'none', each.b ?? 'none']),
    ),
  );
  lines.push(...section('verdicts that changed', claims.map(claimRow), 'no verdict changed'));
  lines.push(...section('main numbers', metrics.map(metricRow)));
  io.out(`${lines.join('\n').replaceAll('\u00a0', ' ')}\n`);
  return 0;
}

function head({ scenario, seed, replications, lakesim }: Results): string {
  const changes = Object.entries(scenario.overrides.set).map(([address, value]) => `${address}=${value}`);
  return [scenario.file, ...changes, `seed ${seed}`, `replications ${replications.n}`, `lakesim ${lakesim}`].join(', ');
}

function plain(sentence: string): string {
  return sentence.replaceAll('**', '');
}

function section(title: string, rows: readonly string[][], empty?: string): string[] {
  if (rows.length === 0) return empty === undefined ? [] : ['', empty];
  const [first] = rows;
  const heads = [title, ...Array.from({ length: first!.length - 1 }, () => '')];
  if (first!.length >= 3) heads.splice(-(first!.length === 4 ? 3 : 2), 2, 'A', 'B');
  return ['', ...alignColumns([heads, ...rows.map(([cell, ...rest]) => [`  ${cell}`, ...rest])])];
}

function claimChanges(a: Results, b: Results): ClaimChange[] {
  const ids = [...new Set([...a.claims, ...b.claims].map(({ id }) => id))];
  return ids
    .map((id): ClaimChange => {
      const [inA, inB] = [a, b].map(({ claims }) => claims.find((claim) => claim.id === id) ?? null);
      return { id, says: (inA ?? inB)!.says, a: inA ?? null, b: inB ?? null };
    })
    .filter((change) => change.a?.verdict !== change.b?.verdict);
}

function claimRow({ id, a, b }: ClaimChange): string[] {
  return [id, claimText(a), claimText(b)];
}

function claimText(claim: ClaimResult | null): string {
  if (claim === null) return 'no such claim';
  const value = formatClaimValue(claim);
  return value === null ? verdictNames[claim.verdict] : `${verdictNames[claim.verdict]}, ${value}`;
}

function metricPairs(a: Results, b: Results): MetricPair[] {
  const metrics = [...new Set([...a.primaryMetrics, ...b.primaryMetrics])];
  const designs = [...new Set([...a.designOrder, ...b.designOrder])];
  return metrics
    .flatMap((metric) => designs.map((design) => pair(a, b, design, metric)))
    .filter((each) => each.a !== null || each.b !== null);
}

function pair(a: Results, b: Results, design: string, metric: string): MetricPair {
  const [x, y] = [a, b].map(({ designs }) => designs[design]?.metrics[metric] ?? null);
  const known = x?.mean != null && y?.mean != null && x.mean !== 0;
  return { design, metric, a: x ?? null, b: y ?? null, ratio: known ? y.mean! / x.mean! : null };
}

function metricRow({ design, metric, a, b, ratio }: MetricPair): string[] {
  const times = ratio === null ? '' : ratio === 1 ? 'the same' : `${formatValue(ratio, '1', { digits: 4 })}× as much`;
  return [`${design} ${metricLabel(metric)}`, textOf(a), textOf(b), times];
}

function textOf(metric: MetricResult | null): string {
  if (!metric || metric.mean === null) return 'no value';
  const [low, high] = metric.ci95 ?? [metric.mean, metric.mean];
  return formatInterval(metric.mean, low, high, metric.unit);
}

function inputChanges(a: Results, b: Results): InputChange[] {
  const texts = ({ inputs }: Results): Map<string, string> =>
    new Map(inputs.map((each) => [each.path, inputText(each)]));
  const [inA, inB] = [texts(a), texts(b)];
  return [...new Set([...inA.keys(), ...inB.keys()])]
    .map((path) => ({ path, a: inA.get(path) ?? null, b: inB.get(path) ?? null }))
    .filter((each) => each.a !== each.b);
}

function claimData(claim: ClaimResult | null): object | null {
  return claim && { verdict: claim.verdict, value: claim.value, ci95: claim.ci95 };
}

function metricData(metric: MetricResult | null): object | null {
  return metric && { unit: metric.unit, mean: metric.mean, ci95: metric.ci95 };
}
