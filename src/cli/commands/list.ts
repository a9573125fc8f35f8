/** `lakesim list`: what can be run by name, and what a component can be. */
import { readFileSync } from 'node:fs';
import type { ArgumentsOf, commands } from '../command-table.ts';
import type { ExitCode } from '../dispatch.ts';
import type { Io } from '../io.ts';
import { bundledScenarioFile, bundledScenarios } from '../package-root.ts';
import { alignColumns } from '../text-table.ts';

interface Entry {
  name: string;
  title: string;
  question: string;
}

interface Profile {
  name: string;
  title: string;
}

export async function list(given: ArgumentsOf<typeof commands.list>, io: Io): Promise<ExitCode> {
  const [{ loadProfiles }, scenarios] = await Promise.all([import('../../scenario/index.ts'), readEntries()]);
  const profiles = Object.fromEntries(
    Object.entries(loadProfiles().profiles).map(([kind, byName]): [string, Profile[]] => [
      kind,
      Object.entries(byName).map(([name, { title }]) => ({ name, title })),
    ]),
  );
  if (given.json) {
    io.out(`${JSON.stringify({ scenarios, profiles }, null, 2)}\n`);
    return 0;
  }
  const lines = [
    'scenarios (lakesim run NAME)',
    ...alignColumns(scenarios.map(({ name, question }) => [name, question])).map((line) => `  ${line}`),
  ];
  for (const [kind, entries] of Object.entries(profiles)) {
    lines.push('', `${kind} profiles`);
    lines.push(...alignColumns(entries.map(({ name, title }) => [name, title])).map((line) => `  ${line}`));
  }
  io.out(`${lines.join('\n')}\n`);
  return 0;
}

/** Title and question alone; whether the rest holds is for `validate` to say. */
async function readEntries(): Promise<Entry[]> {
  const { parse } = await import('yaml');
  return bundledScenarios().map((name) => {
    const head = parse(readFileSync(bundledScenarioFile(name), 'utf8')) as { title?: unknown; question?: unknown };
    return { name, title: String(head.title ?? ''), question: String(head.question ?? '') };
  });
}
