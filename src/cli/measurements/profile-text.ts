/** A fit as a profile in YAML, ready to be named by a scenario: `storage: { profile: ./mine.yaml }`. */
import type { DistributionSpec } from '../../fields/distribution-spec.ts';
import type { FittedGroup, LatencyFit } from '../../random/fitting/index.ts';
import { createDistribution } from '../../random/index.ts';

export interface ProfileOptions {
  readonly name: string;
  /** The profile that gives all other values. */
  readonly parent: string;
  /** Which value the latencies are. */
  readonly key: string;
  readonly source: string;
  readonly date: string | undefined;
}

/** The first line of every profile that is written; one that begins with it may be overwritten. */
export const profileMark = '# Written by lakesim fit latency.';

/** Where the model looks for a value's hours; other values have none. */
const hoursKeys: Readonly<Record<string, string>> = { firstByte: 'hours', put: 'putHours' };

/** And for how far clients are apart. */
const clientKeys: Readonly<Record<string, string>> = { firstByte: 'clientFactor', put: 'putClientFactor' };

/** Ends with a newline. */
export function renderProfile(fit: LatencyFit, options: ProfileOptions): string {
  const { name, parent, key, source, date } = options;
  const lines = [
    profileMark,
    'lakesim: 1',
    `profile: ${name}`,
    'for: storage',
    `extends: ${parent}`,
    `title: ${JSON.stringify(`${name}: ${key} fitted to ${fit.count.toLocaleString('en-US')} values`)}`,
    'values:',
    `  ${key}:`,
    ...indent(valueLines(fit.spec), 4),
  ];
  const about = (n: number, indentBy: number, suffix = ''): string[] =>
    indent(
      [`source: ${JSON.stringify(source + suffix)}`, ...(date === undefined ? [] : [`date: ${date}`]), `n: ${n}`],
      indentBy,
    );
  lines.push(...about(fit.count, 4));
  const hoursKey = Object.hasOwn(hoursKeys, key) ? hoursKeys[key] : undefined;
  if (hoursKey === undefined) return `${lines.join('\n')}\n`;

  // What the parent measured in its own hours must not come back with load: quiet, busy or hourly.
  const byMedian = fit.groups.toSorted((a, b) => medianOf(a) - medianOf(b));
  const [quiet, busy] = [byMedian[0]!, byMedian[byMedian.length - 1]!];
  const alone = fit.groups.length === 1;
  const label = (group: FittedGroup): string => (alone ? ', the only group' : `, group ${group.name}`);
  lines.push(`  ${hoursKey}:`, '    value:');
  for (const group of fit.groups) lines.push(`      - ${inline(alone ? fit.spec : tableOf(group))}`);
  lines.push(...about(fit.count, 4, alone ? '' : `: groups ${fit.groups.map((group) => group.name).join(', ')}`));
  const variation = fit.dependence?.clientVariation ?? 0;
  const law = variation > 0 ? `{ lognormal: { mean: 1, cv: ${digits(variation, 3)} } }` : '1';
  const known =
    fit.dependence?.clientVariation == null ? ': clients cannot be told apart' : ': how far clients are apart';
  lines.push(`  ${clientKeys[key]}:`, `    value: ${law}`, ...about(fit.count, 4, known));
  if (!alone && key === 'firstByte') {
    const middle = pooledMedian(fit);
    lines.push('  latencyFactor:', '    value: 1', `    low: ${digits(medianOf(quiet) / middle, 3)}`);
    lines.push(`    high: ${digits(medianOf(busy) / middle, 3)}`);
    lines.push(...about(fit.count, 4, ': medians of the groups over the pooled median'));
  }
  lines.push('variants:', '  load:');
  for (const [word, group] of [
    ['quiet', quiet],
    ['busy', busy],
  ] as const) {
    lines.push(`    ${word}:`, `      ${key}:`, ...indent(valueLines(alone ? fit.spec : tableOf(group)), 8));
    lines.push(...about(group.count, 8, label(group)));
  }
  if (!alone || variation > 0) lines.push('prediction:', '  load: hourly');
  return `${lines.join('\n')}\n`;
}

const tableOf = ({ points }: FittedGroup): DistributionSpec => ({ kind: 'quantiles', points });
const medianOf = ({ points }: FittedGroup): number => points.find(([p]) => p === 0.5)![1];
const pooledMedian = ({ points }: LatencyFit): number => points.find(([p]) => p === 0.5)![1];
const indent = (lines: readonly string[], by: number): string[] => lines.map((line) => ' '.repeat(by) + line);

/** One quantile a line; other laws in one. */
function valueLines(spec: DistributionSpec): string[] {
  if (spec.kind !== 'quantiles') return [`value: ${inline(spec)}`];
  return ['value:', '  quantiles:', ...entries(spec.points).map((entry) => `    ${entry}`)];
}

function inline(spec: DistributionSpec): string {
  switch (spec.kind) {
    case 'constant':
      return time(spec.value);
    case 'lognormal': {
      const { quantile } = createDistribution(spec);
      return `{ lognormal: { p50: ${time(quantile(0.5))}, p99: ${time(quantile(0.99))} } }`;
    }
    case 'gamma':
      return `{ gamma: { mean: ${time(spec.mean)}, cv: ${digits(spec.cv, 6)} } }`;
    case 'weibull':
      return `{ weibull: { shape: ${digits(spec.shape, 6)}, scale: ${time(spec.scale)} } }`;
    case 'quantiles':
      return `{ quantiles: { ${entries(spec.points).join(', ')} } }`;
    case 'mix': {
      // Rounded shares still add up to one.
      const first = Number(spec.parts[0]!.share.toFixed(6));
      const shares = [first, Number((1 - first).toFixed(6))];
      return `{ mix: [${spec.parts.map(({ of }, i) => `{ share: ${shares[i]}, of: ${inline(of)} }`).join(', ')}] }`;
    }
    default:
      throw new RangeError(`a fit gives no ${spec.kind} law`);
  }
}

const entries = (points: readonly (readonly [number, number])[]): string[] =>
  points.map(([p, value]) => `p${digits(100 * p, 10)}: ${time(value)}`);

/** Six digits: as many as clocks have, and the same bytes from every platform. */
const time = (seconds: number): string => `${digits(seconds * 1000, 6)} ms`;

function digits(value: number, count: number): string {
  return String(Number(value.toPrecision(count)));
}
