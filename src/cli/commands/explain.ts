/** `lakesim explain`: every input with its value, origin and source; what differs between designs stands first. */
import { inputText } from '../../report/numbers/input-text.ts';
import type { Resolved, ResolvedInput } from '../../scenario/index.ts';
import { formatShare } from '../../units/index.ts';
import type { ArgumentsOf, commands } from '../command-table.ts';
import type { ExitCode } from '../dispatch.ts';
import type { Io } from '../io.ts';
import { type Loaded, loadAll } from '../load.ts';
import { formatWarnings } from '../print-issues.ts';
import { alignColumns } from '../text-table.ts';

export async function explain(given: ArgumentsOf<typeof commands.explain>, io: Io): Promise<ExitCode> {
  const [loaded] = await loadAll(given.words, given, io.cwd);
  io.err(formatWarnings(loaded!.warnings, io.errColors));
  io.out(given.json ? `${JSON.stringify(asData(loaded!), null, 2)}\n` : asText(loaded!));
  return 0;
}

interface Address {
  address: string;
  /** By design, in the scenario's order; designs without it are left out. */
  inputs: { design: string; input: ResolvedInput }[];
  differs: boolean;
}

function addressesOf(resolved: Resolved): Address[] {
  const found = new Map<string, Address['inputs']>();
  for (const { name, inputs } of resolved.designs) {
    for (const input of inputs) {
      const list = found.get(input.address) ?? [];
      list.push({ design: name, input });
      found.set(input.address, list);
    }
  }
  const all = [...found].map(([address, inputs]): Address => {
    const texts = new Set(inputs.map(({ input }) => inputText(input)));
    return { address, inputs, differs: texts.size > 1 || inputs.length < resolved.designs.length };
  });
  return [...all.filter(({ differs }) => differs), ...all.filter(({ differs }) => !differs)];
}

function asText({ file, scenario, resolved }: Loaded): string {
  const addresses = addressesOf(resolved);
  const { seed, replications, precision, horizonSeconds, warmUpSeconds } = resolved.run;
  const horizon = horizonSeconds === null ? '' : `, horizon ${inputText({ value: horizonSeconds, unit: 's' })}`;
  const often =
    precision === null
      ? `replications ${replications}`
      : `precision ${formatShare(precision)} (at most ${replications} replications)`;
  const before = warmUpSeconds === 'auto' ? 'auto' : inputText({ value: warmUpSeconds, unit: 's' });
  const warmUp = warmUpSeconds === 0 ? '' : `, warm-up ${before}`;
  const differing = addresses.filter(({ differs }) => differs);
  const common = addresses.filter(({ differs }) => !differs);
  const sections: [string, string[][]][] = [
    ['parameters', resolved.parameterInputs.map((input) => [input.address, '', ...cells(input)])],
    [
      'inputs that differ between designs',
      differing.flatMap(({ address, inputs }) =>
        inputs.map(({ design, input }, i) => [i === 0 ? address : '', design, ...cells(input)]),
      ),
    ],
    ['inputs that all designs share', common.map(({ address, inputs }) => [address, '', ...cells(inputs[0]!.input)])],
  ];
  const lines = [
    `${file}: ${scenario.title}`,
    `designs ${scenario.designOrder.join(', ')}; baseline ${scenario.baseline}`,
    `seed ${seed}, ${often}${horizon}${warmUp}`,
  ];
  for (const [title, rows] of sections) {
    if (rows.length > 0) lines.push('', title, ...alignColumns(rows).map((line) => `  ${line}`));
  }
  return `${lines.join('\n').replaceAll('\u00a0', ' ')}\n`;
}

/** Value, origin, source. */
function cells(input: ResolvedInput): string[] {
  const profile = input.profile === undefined ? '' : `${input.profile}: `;
  const date = input.date === undefined ? '' : ` (${input.date})`;
  const source = input.source ?? (input.origin === 'assumed' ? 'no source' : '');
  return [inputText(input), input.origin, `${profile}${source}${date}`];
}

function asData({ file, scenario, resolved }: Loaded): object {
  return {
    file,
    title: scenario.title,
    question: scenario.question,
    baseline: scenario.baseline,
    run: resolved.run,
    parameters: resolved.parameterInputs,
    differing: addressesOf(resolved)
      .filter(({ differs }) => differs)
      .map(({ address }) => address),
    designs: Object.fromEntries(resolved.designs.map(({ name, inputs }) => [name, { inputs }])),
  };
}
