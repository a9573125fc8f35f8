/** The keys of Spark's events against logs that Spark 3.5.3 wrote: what the written logs are checked for is what Spark does. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { calm, eventsOf, record } from '../unit/recording/_recorded.ts';
import { keysOf, sparkKeys } from '../unit/recording/_spark-keys.ts';

const folder = join(process.env.LAKESIM_REAL_DATA ?? 'nowhere', 'spark-events');
const logs = existsSync(folder) ? readdirSync(folder).filter((name) => name.startsWith('kubeflow-')) : [];
const kindOf = (event: { Event: string }): string => event.Event.split('.').at(-1)!;

describe.skipIf(logs.length === 0)('events of Spark 3.5.3 (skipped without LAKESIM_REAL_DATA)', () => {
  const real = logs.flatMap((log) =>
    readFileSync(join(folder, log), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { Event: string }),
  );

  it('have the keys that are listed here', () => {
    const compared = new Set<string>();
    for (const event of real) {
      const known = sparkKeys[kindOf(event)];
      if (known === undefined) continue;
      compared.add(kindOf(event));
      const found = keysOf(event);
      expect(found.filter((key) => !known.required.includes(key) && !known.optional.includes(key))).toEqual([]);
      expect(known.required.filter((key) => !found.includes(key))).toEqual([]);
    }
    // All but the removal of executors, which these two runs do not have.
    expect(compared.size).toBe(Object.keys(sparkKeys).length - 1);
  });

  it('come with the same keys, kind by kind, in the log of a simulated run', async () => {
    const simulated = eventsOf((await record(calm))[0]!);
    for (const kind of new Set(simulated.map(kindOf))) {
      const theirs = real.filter((event) => kindOf(event) === kind);
      if (theirs.length === 0) {
        expect(kind).toBe('SparkListenerExecutorRemoved');
        continue;
      }
      const all = (events: readonly unknown[]) => [...new Set(events.flatMap((event) => keysOf(event)))].sort();
      expect(all(simulated.filter((event) => kindOf(event) === kind)), kind).toEqual(all(theirs));
    }
  });
});
