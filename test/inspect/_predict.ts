/** Tables of a known make, and what is simulated of them. */
import { runScenario } from '../../src/experiment/index.ts';
import { inspectTable } from '../../src/inspect/index.ts';
import { predictionsOf } from '../../src/inspect/predictions.ts';
import { type ScenarioOptions, scenarioOf } from '../../src/inspect/scenario.ts';
import type { Operation, Prediction } from '../../src/results/table-summary.ts';
import { parseScenario } from '../../src/scenario/index.ts';
import { add, deltaTable } from './_table.ts';

export interface Made {
  readonly files: number;
  readonly sizeBytes: number;
  readonly columns?: number;
  /** Where the rows of a value lie. */
  readonly layout?: 'sorted' | 'random' | 'half';
  readonly removed?: number;
}

/** Files of 10,000 rows each; column c0 has the values 0 to 1. */
export function madeTable({ files, sizeBytes, columns = 4, layout = 'random', removed = 0 }: Made): string {
  const schemaString = JSON.stringify({
    type: 'struct',
    fields: Array.from({ length: columns }, (_, i) => ({
      name: `c${i}`,
      type: 'double',
      nullable: true,
      metadata: {},
    })),
  });
  const width = { sorted: 1 / files, random: 1, half: 0.5 }[layout];
  const adds = Array.from({ length: files }, (_, i) => {
    const low = ((1 - width) * i) / Math.max(1, files - 1);
    const stats = JSON.stringify({
      numRecords: 10_000,
      minValues: { c0: low },
      maxValues: { c0: low + width * 0.999 },
    });
    return add(`f${i}`, sizeBytes, { stats });
  });
  const gone = Array.from({ length: removed }, (_, i) => ({
    remove: { path: `gone${i}`, size: sizeBytes, dataChange: true },
  }));
  return deltaTable([
    { metaData: { id: 'a', schemaString, partitionColumns: [], configuration: {} } },
    ...adds,
    ...gone,
  ]);
}

export const cluster: ScenarioOptions = { name: 'made', workers: 4, instance: 'm5.2xlarge', replications: 2 };

export async function predicted(
  folder: string,
  options: Partial<ScenarioOptions> = {},
): Promise<Record<Operation, Prediction>> {
  const { text } = scenarioOf(await inspectTable(folder, folder), { ...cluster, ...options });
  const read = await parseScenario('inspect', text);
  if (!read.ok) throw new Error(`${read.issues.map(({ line, message }) => `${line}: ${message}`).join('\n')}\n${text}`);
  const { designs } = await runScenario({ ...read.scenario, claims: [] }, { version: 'test', workers: 1 });
  return Object.fromEntries(predictionsOf(designs).map((each) => [each.operation, each])) as Record<
    Operation,
    Prediction
  >;
}
