/** How the validation works, in words that page and Markdown share. */
import type { ValidationResults } from '../../results/validation.ts';
import { errorText } from './format.ts';

export function methods({ bands }: ValidationResults): readonly (readonly [name: string, text: string])[] {
  return [
    [
      'The error',
      'max(predicted / measured, measured / predicted) - 1: twice as much and half as much are equally wrong.',
    ],
    [
      'The band',
      `${errorText(bands.H)} where the value was read in a primary source, ${errorText(bands.M)} where it is one published measurement, a factor of two where it was read off a chart; ${errorText(bands.spread)} for the quantiles of a spread over single runs. A miss stays a miss.`,
    ],
    [
      'What counts',
      'A source that gives twenty values (four thread counts, five quantiles) counts once: with the median of its errors. The headline is the median over measurements that set nothing; beside it stands the median over all values alike.',
    ],
    [
      'Set and check',
      'The roles were fixed before the first run. A measurement with the role set gave the profiles numbers, so agreeing with it proves little. One with the role check gave none: no profile and no mechanism was changed because of it. Some set-ups of rows were, after a first look: C11, C31 and C32 are taken to send 1,000 requests like their neighbours, not 100, which brings them nearer; C54 lists as Spark’s driver does a table by date and hour, which its source describes, in place of 20 listings side by side; C44 starts from another size of the grown prefix, which its source does not state. A full page of LIST was first set by one client of three and is now their middle, which brings C54 nearer as well. How far clients of an hour differ (C06, C07) was fitted to one of the six runs that these rows span.',
    ],
    [
      'What a row may say',
      'Only what its source states: instance, sizes, threads, machines, counts, region, year. Latencies, rates and limits come from one profile for each service, class and year. What a source leaves open (mostly how long a run was) is assumed alike for a whole benchmark, and printed as assumed.',
    ],
    [
      'The profile of 2019',
      'S3 was faster in 2019 than in 2024. The profile s3-standard-2019 takes the middle of the ranges of first-byte times that the same benchmark reports over its runs, and its rate of one thread. So for C08 to C11, C20 to C24, C31 and C32 it is not the first byte that is checked, but what threads, sizes, network cards and the run’s tail make of it.',
    ],
    [
      'Largest values',
      'The largest of 100 requests is predicted by the median of such a largest value, the quantile at 0.5^(1/100). Where the number of requests is not stated there is no prediction.',
    ],
    [
      'Not validated here',
      'Prices, which are held against bills worked by hand; other regions, providers and classes; what a year of changes on the service’s side does. Another set of measurements is kept apart and has not been looked at.',
    ],
  ];
}

export const commands = ['npm run validate-models', 'npm run validate-models -- --json'] as const;
