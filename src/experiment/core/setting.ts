/** What an address stands for in a resolved scenario: its value in base units, its unit, how it varies. */
import type { DistributionSpec } from '../../fields/index.ts';
import { createDistribution } from '../../random/index.ts';
import type { Resolved, ResolvedInput } from '../../scenario/core/index.ts';

export interface Setting {
  /** A number in base units, a word or a flag; null for what is neither. */
  readonly value: number | string | boolean | null;
  readonly unit: string;
  readonly variesAs: ResolvedInput['variesAs'];
  /** The value is a distribution or a rate that varies; a number (its mean) stands for it. */
  readonly simplified: boolean;
}

/** A parameter, `run.<key>`, `<design>.<input>`, or an input of the first design that has it. Null if there is none. */
export function findSetting(resolved: Resolved, address: string): Setting | null {
  const input = findInput(resolved, address);
  if (input) return fromInput(input);
  const { seed, replications, horizonSeconds, windowSeconds, precision, warmUpSeconds } = resolved.run;
  const run: Record<string, [number | string | null, string, Setting['variesAs']]> = {
    'run.seed': [seed, '1', 'integer'],
    'run.replications': [replications, '1', 'integer'],
    'run.precision': [precision, '1', 'continuous'],
    'run.horizon': [horizonSeconds, 's', 'continuous'],
    'run.warmUp': [warmUpSeconds, 's', 'continuous'],
    'run.window': [windowSeconds, 's', 'continuous'],
  };
  const found = run[address];
  return found ? { value: found[0], unit: found[1], variesAs: found[2], simplified: false } : null;
}

function findInput(resolved: Resolved, address: string): ResolvedInput | undefined {
  const parameter = resolved.parameterInputs.find((each) => each.address === address);
  if (parameter) return parameter;
  const [design, ...rest] = address.split('.');
  const own = resolved.designs.find((each) => each.name === design);
  if (own) {
    const found = inputAt(own.inputs, rest.join('.'));
    if (found) return found;
  }
  for (const each of resolved.designs) {
    const found = inputAt(each.inputs, address);
    if (found) return found;
  }
  return undefined;
}

/** A block's own address is its profile's. */
const inputAt = (inputs: readonly ResolvedInput[], address: string): ResolvedInput | undefined =>
  inputs.find((each) => each.address === address || `${each.address}.profile` === address);

function fromInput({ value, unit, variesAs }: ResolvedInput): Setting {
  if (typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean') {
    return { value, unit, variesAs, simplified: false };
  }
  if (typeof value !== 'object' || value === null) return { value: null, unit, variesAs, simplified: false };
  // A distribution that is one value, a rate that does not vary, a row of a table by its name.
  if ('kind' in value && value.kind === 'constant' && 'value' in value) {
    return { value: Number(value.value), unit, variesAs, simplified: false };
  }
  if ('base' in value && typeof value.base === 'number') {
    return { value: value.base, unit, variesAs, simplified: Object.keys(value).length > 1 };
  }
  if ('name' in value && typeof value.name === 'string') {
    return { value: value.name, unit: '', variesAs: 'word', simplified: false };
  }
  if ('kind' in value) {
    return { value: createDistribution(value as DistributionSpec).mean, unit, variesAs, simplified: true };
  }
  return { value: null, unit, variesAs, simplified: true };
}
