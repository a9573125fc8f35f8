/** A lake of a single design, as a scenario has it, with all models. */
import type { Resolved } from '../../../src/scenario/core/index.ts';
import { parseScenario } from '../../../src/scenario/index.ts';

export type Keys = { readonly [key: string]: unknown };

export const parseLake = async ({ run, ...design }: Keys): Promise<Resolved> => {
  const scenario = { lakesim: 1, title: 't', question: 'q', designs: { a: design }, run };
  const loaded = await parseScenario('lake.yaml', JSON.stringify(scenario));
  if (!loaded.ok) throw new Error(loaded.issues.map((issue) => `${issue.subject}: ${issue.message}`).join('\n'));
  return loaded.resolved;
};
