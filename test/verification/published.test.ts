/** Published answers: the formulas give their decimals, and each of them has a case. */
import { describe, expect, it } from 'vitest';
import { allCases } from '../../src/verification/index.ts';

/** Row by row: case, quantity and the decimals as they stand in the table of known answers. */
const published: [row: string, answers: [id: string, quantity: string, decimals: string][]][] = [
  [
    'M/M/1 rate .9',
    [
      ['mm1-90', 'W', '10'],
      ['mm1-90', 'Wq', '9'],
      ['mm1-90', 'L', '9'],
      ['mm1-90', 'Lq', '8.1'],
      ['mm1-90', 'P(wait)', '.9'],
      ['mm1-90', 'p50 W', '6.93147'],
      ['mm1-90', 'p99 W', '46.0517'],
      ['mm1-90', 'p99 Wq', '44.998'],
    ],
  ],
  [
    'M/M/2 rate 1.6; M/M/4 rate 3.2',
    [
      ['mm2', 'Wq', '1.77778'],
      ['mm2', 'P(wait)', '.711111'],
      ['mm4', 'Wq', '.745541'],
      ['mm4', 'P(wait)', '.596432'],
    ],
  ],
  [
    'M/M/16 rate 14.4; M/M/100 rate 90',
    [
      ['mm16', 'W', '1.3695896'],
      ['mm16', 'P(wait)', '.5913434'],
      ['mm16', 'p99 Wq', '2.54988'],
      ['mm100', 'W', '1.0216940'],
      ['mm100', 'P(wait)', '.2169405'],
    ],
  ],
  [
    'M/M/1/10 rate .9; M/M/3/5 rate 4',
    [
      ['mm1-10', 'P(block)', '.05081373'],
      ['mm1-10', 'L', '3.969441'],
      ['mm3-5', 'P(block)', '.3335505'],
      ['mm3-5', 'L', '3.583062'],
    ],
  ],
  [
    'Erlang B c = a = 10; M/G/inf rate 50 S = 2',
    [
      ['erlang-b-exponential', 'P(block)', '.2145823'],
      ['mginf-exponential', 'L', '100'],
      ['mginf-exponential', 'Var L', '100'],
      ['mginf-fixed', 'L', '100'],
      ['mginf-fixed', 'Var L', '100'],
      ['mginf-hyperexponential', 'L', '100'],
      ['mginf-hyperexponential', 'Var L', '100'],
    ],
  ],
  [
    'M/D/1 rate .8; M/G/1 cv2 = 4 rate .7; cv2 = 9 rate .5',
    [
      ['md1-80', 'Wq', '2'],
      ['mg1-cv4', 'Wq', '5.833333'],
      ['mg1-cv9', 'Wq', '5'],
    ],
  ],
  [
    'M/G/1 processor sharing rate .8, four laws',
    [
      ['ps-exponential', 'W', '5'],
      ['ps-fixed', 'W', '5'],
      ['ps-lognormal', 'W', '5'],
      ['ps-hyperexponential', 'W', '5'],
    ],
  ],
  [
    'processor sharing: E[T given x] = 5x',
    [
      ['ps-by-size', 'E[T | 0.25]', '1.25'],
      ['ps-by-size', 'E[T | 0.5]', '2.5'],
      ['ps-by-size', 'E[T | 1]', '5'],
      ['ps-by-size', 'E[T | 2]', '10'],
      ['ps-by-size', 'E[T | 3]', '15'],
    ],
  ],
  [
    'two priorities rates .3/.4',
    [
      ['priority-two', 'W1', '2'],
      ['priority-two', 'W2', '4.333333'],
      ['priority-two-preemptive', 'W1', '1.428571'],
      ['priority-two-preemptive', 'W2', '4.761905'],
    ],
  ],
  [
    'closed networks',
    [
      ['closed-thinking', 'X', '9.940837'],
      ['closed-thinking', 'R', '1.011903'],
      ['closed-balanced', 'X', '.909091'],
      ['closed-balanced', 'R', '11'],
    ],
  ],
  ['tandem rate .7', [['tandem', 'W', '13.33333']]],
  [
    'makespans',
    [
      ['makespan-200', 'makespan', '14.88073'],
      ['makespan-1000', 'makespan', '19.36889'],
      ['makespan-200-fixed', 'makespan', '13'],
    ],
  ],
  [
    'maximum of 100 exponentials; retry with p = .2',
    [
      ['maximum-100', 'maximum', '5.187378'],
      ['retry', 'tries', '1.25'],
    ],
  ],
  [
    'link capacity 10, sizes 10/20/30; capacity 1, size 1 at 0 and .5',
    [
      ['link-three', 'first', '3'],
      ['link-three', 'second', '5'],
      ['link-three', 'third', '6'],
      ['link-late', 'first', '1.5'],
      ['link-late', 'second', '2'],
    ],
  ],
  [
    'max-min on links 1 and 2',
    [
      ['max-min-rates', 'A', '.5'],
      ['max-min-rates', 'B', '.5'],
      ['max-min-rates', 'C', '1.5'],
    ],
  ],
];

describe('every published answer has a case, whose formula gives its decimals', () => {
  it.each(published)('%s', (_, answers) => {
    for (const [id, name, decimals] of answers) {
      const quantity = allCases.find((spec) => spec.id === id)?.quantities.find((each) => each.name === name);
      expect(quantity, `${id} ${name}`).toBeDefined();
      const places = decimals.split('.')[1]?.length ?? 0;
      expect(Number(quantity!.theory.toFixed(places)), `${id} ${name}`).toBe(Number(decimals));
      // Exactly, where the published value is no rounding.
      if (places === 0) expect(quantity!.theory).toBeCloseTo(Number(decimals), 9);
    }
  });

  it('and what a case prints as published is what its formula gives', () => {
    for (const { id, quantities } of allCases) {
      for (const { name, theory, published: decimals } of quantities) {
        if (decimals === undefined) continue;
        expect(Number(theory.toFixed(decimals.split('.')[1]?.length ?? 0)), `${id} ${name}`).toBe(Number(decimals));
      }
    }
  });
});

describe('the cases', () => {
  it('have names of their own', () => {
    const ids = allCases.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { id, quantities } of allCases) {
      expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(new Set(quantities.map(({ name }) => name)).size).toBe(quantities.length);
    }
  });

  it('say for every quantity what it is, its formula and its source', () => {
    for (const { quantities } of allCases) {
      for (const { says, formula, source, theory } of quantities) {
        for (const words of [says, formula, source]) expect(words).not.toBe('');
        expect(Number.isFinite(theory)).toBe(true);
      }
    }
  });
});
