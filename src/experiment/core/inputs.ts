/** Every input of the run with its origin, and what differs between designs. */
import type { RateSpec } from '../../fields/index.ts';
import type { InputResult } from '../../results/index.ts';
import type { Resolved, ResolvedDesign, ResolvedInput, Scenario } from '../../scenario/core/index.ts';
import { formatValue } from '../../units/index.ts';

const inputResult = (path: string, input: ResolvedInput): InputResult => ({
  path,
  value: inShort(input.value),
  unit: input.unit,
  origin: input.origin,
  source: input.source,
  ...(input.date === undefined ? {} : { date: input.date }),
  ...(input.profile === undefined ? {} : { profile: input.profile }),
  ...(input.low === undefined ? {} : { low: input.low }),
  ...(input.high === undefined ? {} : { high: input.high }),
  doc: input.doc,
});

/** A trace by the name of its file: it may be longer than everything else. */
const inShort = (value: ResolvedInput['value']): ResolvedInput['value'] => {
  if (typeof value !== 'object' || value === null || !('trace' in value)) return value;
  const { base, trace } = value as RateSpec;
  return { base, trace: trace?.name ?? '' } as unknown as ResolvedInput['value'];
};

/** Parameters, then each design's inputs, then how it is run. */
export function inputResults(scenario: Scenario, resolved: Resolved): InputResult[] {
  return [
    ...resolved.parameterInputs.map((input) => inputResult(input.address, input)),
    ...resolved.designs.flatMap(({ name, inputs }) =>
      inputs.map((input) => inputResult(`${name}.${input.address}`, input)),
    ),
    ...runInputs(scenario, resolved),
  ];
}

function runInputs(scenario: Scenario, { run }: Resolved): InputResult[] {
  const { precision, warmUpSeconds } = run;
  const isAuto = (scenario.set['run.warmUp'] ?? scenario.run.warmUp) === 'auto';
  const warmUp = warmUpSeconds === 0 && !isAuto ? null : warmUpSeconds;
  const keys: [key: string, value: number | string | null, unit: string, doc: string][] = [
    ['seed', run.seed, '1', 'seed of all chance'],
    ['replications', precision === null ? run.replications : null, '1', 'independent repetitions'],
    ['precision', precision, '1', 'half-width of each claim\u2019s interval as a share of its value'],
    ['horizon', run.horizonSeconds, 's', 'when the simulation stops'],
    ['warmUp', warmUp, 's', 'simulated time before anything is measured'],
    ['window', run.windowSeconds, 's', 'width of the windows of a series'],
  ];
  return keys.flatMap(([key, value, unit, doc]): InputResult[] => {
    if (value === null) return [];
    const path = `run.${key}`;
    const onCommandLine = Object.hasOwn(scenario.overridden, key) || Object.hasOwn(scenario.set, path);
    const line = scenario.lines[`run/${key}`];
    const given = onCommandLine || line !== undefined;
    const place = line === undefined ? null : `${scenario.file}:${line}`;
    const source = onCommandLine ? 'command line' : place;
    if (key === 'warmUp' && isAuto) return [{ path, value, unit, origin: 'derived', source: 'auto: by MSER-5', doc }];
    return [{ path, value, unit, origin: given ? 'given' : 'default', source, doc }];
  });
}

/** Inputs that are not the same in all designs, as text, by address; a design that does not have one leaves it out. */
export function differences(designs: readonly ResolvedDesign[]): Map<string, Record<string, string>> {
  const byAddress = new Map<string, Map<string, ResolvedInput>>();
  for (const { name, inputs } of designs) {
    for (const input of inputs) {
      const known = byAddress.get(input.address) ?? new Map<string, ResolvedInput>();
      byAddress.set(input.address, known.set(name, input));
    }
  }
  const found = new Map<string, Record<string, string>>(designs.map(({ name }) => [name, {}]));
  if (designs.length < 2) return found;
  for (const [address, inputs] of byAddress) {
    const texts = new Set([...inputs.values()].map((input) => JSON.stringify(input.value)));
    if (texts.size === 1 && inputs.size === designs.length) continue;
    const keys = differingKeys([...inputs.values()].map(({ value }) => value));
    for (const [name, input] of inputs) found.get(name)![address] = printInput(input, keys);
  }
  return found;
}

/** "1,000", "1 MB", "true", "lognormal, mean 30 ms": short, for a table. */
function printInput({ value, unit }: Pick<ResolvedInput, 'value' | 'unit'>, keys?: readonly string[]): string {
  if (typeof value === 'number') return formatValue(value, unit === '' ? '1' : unit, { digits: 6 });
  if (value === null) return 'none';
  if (typeof value !== 'object') return String(value);
  if ('kind' in value && value.kind === 'constant' && 'value' in value) {
    return formatValue(Number(value.value), unit === '' ? '1' : unit, { digits: 6 });
  }
  if ('name' in value && typeof value.name === 'string') return value.name;
  if ('base' in value && typeof value.base === 'number' && Object.keys(value).length === 1)
    return formatValue(value.base, unit);
  if ('kind' in value && typeof value.kind === 'string') return value.kind;
  if (Array.isArray(value))
    return value.length === 0 ? 'none' : value.map((each) => printInput({ value: each, unit })).join('; ');
  if (Object.keys(value).length === 0) return 'none';
  // A block of its own, in base units: only what differs of it, where all designs have one.
  return (keys ?? Object.keys(value))
    .filter((key) => Object.hasOwn(value, key))
    .map((key) => `${key} ${printInput({ value: (value as Record<string, ResolvedInput['value']>)[key]!, unit: '' })}`)
    .join(', ');
}

/** The keys that are not the same in all of several blocks; undefined where not all are blocks, or all are alike. */
function differingKeys(values: readonly ResolvedInput['value'][]): string[] | undefined {
  const blocks = values.filter((value): value is object & ResolvedInput['value'] => {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  });
  if (blocks.length < values.length) return undefined;
  const keys = [...new Set(blocks.flatMap((block) => Object.keys(block)))];
  const differing = keys.filter((key) => {
    const texts = blocks.map((block) => JSON.stringify((block as Record<string, unknown>)[key]));
    return new Set(texts).size > 1;
  });
  return differing.length > 0 ? differing : undefined;
}
