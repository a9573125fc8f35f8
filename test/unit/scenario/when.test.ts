import { describe, expect, it } from 'vitest';
import { models } from '../../../src/models/registry.ts';
import { resolveScenario } from '../../../src/scenario/core/index.ts';
import { scenarioJsonSchema } from '../../../src/scenario/index.ts';
import { load, problems } from './_load.ts';

const withWhen = (when: string, more = '', horizon = '1 h'): string => `lakesim: 1
title: t
question: q
parameters: { most: 70 }
designs:
  a:
    storage: s3-standard
    table: { profile: hive, files: 10, fileSize: 1 MB }
    compute: spark-emr
    workload:
      - compact:
          target: 128 MiB
          when: ${when}
${more}run: { horizon: ${horizon}, replications: 1 }
`;
const timingOf = async (text: string, overrides = {}) => {
  const { scenario } = await load(text);
  const { resolved, issues } = resolveScenario(scenario, overrides, models);
  expect(issues).toEqual([]);
  const [activity] = resolved.designs[0]!.activities;
  return { timing: activity!.timing, inputs: resolved.designs[0]!.inputs };
};

describe('when: a state of the world as a trigger', () => {
  it('has the keys of its activity and how often it is looked at, in base units', async () => {
    const { timing } = await timingOf(withWhen('{ files: 50, below: 64 MiB, check: 5 min }'));
    expect(timing.when).toEqual({ condition: { files: 50, below: 64 * 2 ** 20 }, checkSeconds: 300 });
    expect(timing.at).toBeNull();
    const { timing: derived } = await timingOf(withWhen('{ files: =most, below: 64 MiB }'));
    expect(derived.when).toEqual({ condition: { files: 70, below: 64 * 2 ** 20 }, checkSeconds: 60 });
  });

  it('as a word is a rule, and its numbers come with their source', async () => {
    const { timing, inputs } = await timingOf(withWhen('glue'));
    expect(timing.when?.condition).toEqual({ files: 101, below: 384e6 });
    const files = inputs.find(({ address }) => address === 'compact.when.files');
    expect(files).toMatchObject({ value: 101, origin: 'default', profile: 'glue' });
    expect(files?.source).toContain('compaction-management');
    const { timing: delta } = await timingOf(withWhen('delta-auto'));
    expect(delta.when?.condition).toEqual({ files: 50, below: 64 * 2 ** 20 });
  });

  it('takes a rule and differs from it in some numbers', async () => {
    const { timing, inputs } = await timingOf(withWhen('{ profile: glue, below: 96 MiB }'));
    expect(timing.when?.condition).toEqual({ files: 101, below: 96 * 2 ** 20 });
    expect(inputs.find(({ address }) => address === 'compact.when.below')).toMatchObject({ origin: 'given' });
  });

  it('can be varied by its addresses', async () => {
    const text = withWhen('{ files: 50, below: 64 MiB }');
    const { timing } = await timingOf(text, { 'compact.when.files': { base: 200 } });
    expect(timing.when?.condition).toEqual({ files: 200, below: 64 * 2 ** 20 });
    const { timing: ruled } = await timingOf(text, { 'a.compact.when': { raw: 'delta-auto' } });
    expect(ruled.when?.condition).toEqual({ files: 50, below: 64 * 2 ** 20 });
  });

  it('of a design replaces another trigger of the defaults', async () => {
    const text = withWhen('glue').replace(
      'designs:\n',
      'defaults: { workload: [ { compact: { every: 1 h, target: 128 MiB } } ] }\ndesigns:\n',
    );
    const { timing } = await timingOf(text);
    expect(timing.everySeconds).toBeNull();
    expect(timing.when?.condition).toEqual({ files: 101, below: 384e6 });
  });

  it('says what is wrong with it, where', async () => {
    expect(await problems(withWhen('glu'))).toEqual([
      '13:17 compact.when: there is no rule "glu" (did you mean glue?)',
    ]);
    expect(await problems(withWhen('{ files: 50 }'))).toEqual([
      '13:11 compact.when.below: has no value: a file is small below this',
    ]);
    expect(await problems(withWhen('{ fils: 50, below: 1 MB }'))).toContain(
      '13:19 a.compact.when.fils: unknown key (did you mean files?)',
    );
    expect(await problems(withWhen('{ files: 50, below: 1 min }'))).toHaveLength(1);
    expect(await problems(withWhen('glue', '          every: 1 h\n'))).toEqual([
      expect.stringContaining('happens by every and when; choose one'),
    ]);
    expect(await problems(withWhen('glue', '', 'none'))).toEqual([
      expect.stringContaining('run.horizon: is needed: compact repeats without end'),
    ]);
  });

  it('is no key of an activity that nothing asks for', async () => {
    const text = withWhen('glue').replace('compact:', 'query:').replace('          target: 128 MiB\n', '');
    expect(await problems(text)).toEqual([expect.stringContaining('a.query.when: unknown key')]);
  });

  it('is in the JSON Schema as a word or as its keys', () => {
    const text = JSON.stringify(scenarioJsonSchema());
    expect(text).toContain('when a partition has so many small files');
    expect(text).toContain('how often it is looked at');
  });
});
