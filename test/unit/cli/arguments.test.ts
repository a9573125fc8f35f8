import { describe, expect, it } from 'vitest';
import { parseArguments } from '../../../src/cli/arguments.ts';
import { InputError } from '../../../src/cli/errors.ts';

/** The issues of a line that is refused, as text. */
async function refusal(...argv: string[]): Promise<string[]> {
  const error = await parseArguments(argv).then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(InputError);
  return (error as InputError).issues.map(({ message, hint }) =>
    hint === undefined ? message : `${message}; ${hint}`,
  );
}

describe('parseArguments', () => {
  it('gives every option of the command a value', async () => {
    expect(await parseArguments(['run', 'a.yaml', 'b.yaml'])).toEqual({
      command: 'run',
      values: {
        words: ['a.yaml', 'b.yaml'],
        out: undefined,
        set: {},
        seed: undefined,
        replications: undefined,
        workers: undefined,
        format: undefined,
        json: false,
        quiet: false,
        strict: false,
      },
    });
  });

  it('takes options before and behind the words, with a space or an equals sign', async () => {
    const { command, values } = await parseArguments(
      '--json run --seed=7 a.yaml --workers 2 --set client.connections=64 --set size=1=2 b.yaml --format md,html,md'.split(
        ' ',
      ),
    );
    expect(command).toBe('run');
    expect(values).toMatchObject({
      words: ['a.yaml', 'b.yaml'],
      json: true,
      seed: 7,
      workers: 2,
      set: { 'client.connections': '64', size: '1=2' },
      format: ['md', 'html'],
    });
  });

  it('leaves words as they are written: a file may be called 007 or 1e3', async () => {
    expect((await parseArguments(['validate', '007', '1e3'])).values.words).toEqual(['007', '1e3']);
  });

  it('takes what stands behind -- as words', async () => {
    expect((await parseArguments(['validate', '--', '--json'])).values).toMatchObject({
      words: ['--json'],
      json: false,
    });
  });

  it('does not let an address reach the prototype', async () => {
    const { values } = await parseArguments(['run', 'a', '--set', '__proto__=1', '--set', 'constructor=2']);
    expect(Object.keys(values.set as object)).toContain('constructor');
    expect(Object.getPrototypeOf({})).toBe(Object.prototype);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  const wrong: [string[], string[]][] = [
    [['rum'], ['there is no command rum; did you mean run?']],
    [['run', 'a', '--wokers', '2'], ['lakesim run has no option --wokers; did you mean --workers?']],
    [['run', 'a', '-x'], ['lakesim run has no option -x; see lakesim run --help']],
    [['run'], ['lakesim run needs a FILE; see lakesim run --help']],
    [['compare', 'a'], ['lakesim compare needs 2 RESULTS, and has 1; see lakesim compare --help']],
    [['list', 'a'], ['lakesim list has no use for "a"; see lakesim list --help']],
    [['run', 'a', '--seed', 'abc'], ['--seed takes a whole number from 0, and not "abc"']],
    [['run', 'a', '--seed', 'NaN'], ['--seed takes a whole number from 0, and not "NaN"']],
    [['run', 'a', '--seed', '1e3'], ['--seed takes a whole number from 0, and not "1e3"']],
    [
      ['run', 'a', '--seed', '99999999999999999999'],
      ['--seed takes a whole number from 0, and not "99999999999999999999"'],
    ],
    [['run', 'a', '--replications', '0'], ['--replications takes a whole number from 1, and not "0"']],
    [['run', 'a', '--seed', '1', '--seed', '2'], ['--seed was given twice; once is meant']],
    [['run', 'a', '--out'], ['--out needs a value behind it; see lakesim run --help']],
    [['run', 'a', '--out', ''], ['--out needs a value behind it']],
    [
      ['run', 'a', '--seed', 'x', '--workers', 'y'],
      ['--seed takes a whole number from 0, and not "x"', '--workers takes a whole number from 1, and not "y"'],
    ],
  ];
  it.each(wrong)('%j is refused', async (argv, texts) => {
    expect(await refusal(...argv)).toEqual(texts);
  });

  it('says the same in every language of the machine', async () => {
    const before = process.env.LC_ALL;
    process.env.LC_ALL = 'de_DE.UTF-8';
    try {
      expect(await refusal('run', 'a', '--out')).toEqual(['--out needs a value behind it; see lakesim run --help']);
    } finally {
      if (before === undefined) delete process.env.LC_ALL;
      else process.env.LC_ALL = before;
    }
  });
});
