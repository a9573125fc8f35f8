/** The long suite: twenty times the customers, a quarter of the error. `npm run test:long`, about twenty minutes. */
import { expect, it } from 'vitest';
import { allCases, runCase } from '../../src/verification/index.ts';
import { complaints } from '../verification/_cases.ts';

it.each(allCases)('$group: $title', (spec) => {
  expect(complaints(runCase(spec, 'long'))).toEqual([]);
});
