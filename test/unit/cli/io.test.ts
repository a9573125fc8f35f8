import { createColors } from 'picocolors';
import { describe, expect, it } from 'vitest';
import { type Io, speaksUnicode, wantsColor } from '../../../src/cli/io.ts';
import { createProgress, progressLine } from '../../../src/cli/progress.ts';

describe('wantsColor', () => {
  it.each([
    [{}, true, true],
    [{}, false, false],
    [{ NO_COLOR: '1' }, true, false],
    [{ NO_COLOR: '' }, true, true],
    [{ FORCE_COLOR: '1' }, false, true],
    [{ FORCE_COLOR: '0' }, true, false],
    [{ NO_COLOR: '1', FORCE_COLOR: '1' }, true, false],
    [{ TERM: 'dumb' }, true, false],
    [{ CI: 'true' }, false, false],
  ])('%j on a terminal (%s): %s', (env, isTerminal, expected) => {
    expect(wantsColor(env, isTerminal)).toBe(expected);
  });
});

describe('speaksUnicode', () => {
  it.each([
    [{}, true],
    [{ LANG: 'C' }, false],
    [{ LANG: 'C.UTF-8' }, true],
    [{ LANG: 'de_DE.utf8' }, true],
    [{ LANG: 'en_US.ISO-8859-1' }, false],
    [{ LC_ALL: 'C', LANG: 'en_US.UTF-8' }, false],
    [{ LC_ALL: '', LANG: 'en_US.UTF-8' }, true],
    [{ TERM: 'linux' }, false],
  ])('%j: %s', (env, expected) => {
    expect(speaksUnicode(env)).toBe(expected);
  });
});

describe('progress', () => {
  it('says how far and how long still', () => {
    expect(progressLine('mine', 0, 4, 0, true)).toBe(`mine  ${'░'.repeat(24)}  0%`);
    // A quarter took 10 s, so three quarters take 30.
    expect(progressLine('mine', 1, 4, 10, true)).toBe(`mine  ${'█'.repeat(6)}${'░'.repeat(18)}  25%  30 s left`);
    expect(progressLine('mine', 1, 4, 100, false)).toBe(`mine  ${'#'.repeat(6)}${'-'.repeat(18)}  25%  5 min left`);
    expect(progressLine('mine', 4, 4, 40, true)).toBe(`mine  ${'█'.repeat(24)}  100%`);
  });

  it('is drawn on a terminal at most every tenth of a second, and wiped at the end', () => {
    let now = 0;
    let drawn = '';
    const io: Io = {
      out: () => {},
      err: (text) => {
        drawn += text;
      },
      cwd: '.',
      columns: 80,
      color: false,
      errColors: createColors(false),
      unicode: true,
      errIsTerminal: true,
      env: {},
    };
    const progress = createProgress(io, 'mine', true, () => now);
    for (now = 0; now <= 250; now += 10) progress.update(now, 250);
    progress.end();
    expect(drawn.split('\r').length - 1).toBe(3);
    expect(drawn.endsWith('\r\u001b[K')).toBe(true);
    drawn = '';
    const nowhere = createProgress({ ...io, errIsTerminal: false }, 'mine', true, () => now);
    nowhere.update(1, 2);
    nowhere.end();
    expect(drawn).toBe('');
  });
});
