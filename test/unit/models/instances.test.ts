/** The shipped table of EC2 instance types: complete rows, prices, and buckets that are measured or follow the rule. */
import { describe, expect, it } from 'vitest';
import type { Field } from '../../../src/fields/index.ts';
import { quantity } from '../../../src/fields/index.ts';
import type { TypingIssue } from '../../../src/scenario/core/typing.ts';
import { profileValues, readProfile, typed } from './_profiles.ts';

const rate: Field<unknown> = quantity('bandwidth', { doc: '', positive: true });
const size: Field<unknown> = quantity('size', { doc: '', positive: true });
const { rows = {} } = readProfile('tables/instances');
const refused = Object.entries(rows).filter(([, row]) => row.refused !== undefined);
const usable = Object.entries(rows).filter(([, row]) => row.refused === undefined);
const bursting = usable.filter(([, row]) => row.burst !== undefined);
const measured = bursting.filter(([, row]) => /; bucket measured: /.test(String(row.source)));
const inferred = bursting.filter(([, row]) => /; bucket inferred, not measured: /.test(String(row.source)));

const secondsOfBaseline = (row: Record<string, unknown>): number =>
  (typed(size, row.bucket) as number) / (typed(rate, row.baseline) as number);
/** The rule that the table states. */
const ruleSeconds = 3300;

describe('the table of instances', () => {
  it.each(usable)('%s has cores, memory, and a network card that adds up', (_, row) => {
    const issues: TypingIssue[] = [];
    const baseline = typed(rate, row.baseline, issues) as number;
    if (row.burst !== undefined) expect(typed(rate, row.burst, issues)).toBeGreaterThan(baseline);
    expect(typed(size, row.memory, issues)).toBeGreaterThan(0);
    expect(row.vcpu).toBeGreaterThan(0);
    expect(row.bucket === undefined).toBe(row.burst === undefined);
    expect(issues).toEqual([]);
  });

  it('has a price for every type that can be used', () => {
    const { rows: priced } = profileValues('pricing/aws-us-east-1') as { rows: { item: string }[] };
    const items = new Set(priced.map(({ item }) => item));
    expect(usable.map(([name]) => name).filter((name) => !items.has(`ec2.${name}`))).toEqual([]);
  });

  it.each(refused)('refuses %s with words and without numbers of its card', (_, row) => {
    expect(String(row.refused)).toMatch(/published only as .* give nic:/);
    expect([row.baseline, row.burst, row.bucket]).toEqual([undefined, undefined, undefined]);
  });

  it('has the types of the published measurements, refused or not', () => {
    const named =
      'a1.2xlarge m5.large m5.xlarge m5.4xlarge m5.24xlarge m5d.24xlarge m5dn.24xlarge m6i.8xlarge c5.large';
    const more = 'c5.4xlarge c5.18xlarge c5n.large c5n.4xlarge c5n.18xlarge r5.2xlarge r5.12xlarge i3.large i3.8xlarge';
    const refusedOnes = 't3.large m4.xlarge c4.2xlarge';
    for (const name of `${named} ${more} ${refusedOnes}`.split(' ')) expect(rows, name).toHaveProperty([name]);
  });
});

describe('a burst bucket of the table', () => {
  it('is said to be measured or inferred, one of the two', () => {
    expect(measured.length + inferred.length).toBe(bursting.length);
    expect(measured.map(([name]) => name).sort()).toEqual(
      ['c5d.2xlarge', 'c5n.4xlarge', 'c6g.large', 'c6g.xlarge', 'c6gd.2xlarge', 'c6gd.large', 'c6gd.medium'].sort(),
    );
  });

  it.each(inferred)('that is inferred is 3,300 s of the baseline: %s', (_, row) => {
    // Four digits are written.
    expect(Math.abs(secondsOfBaseline(row) / ruleSeconds - 1)).toBeLessThan(1e-3);
  });

  it('follows a rule that is the geometric mean of the measured sizes, rounded to a hundred', () => {
    // c6g.large and c6gd.large are one measurement.
    const each = measured.filter(([name]) => name !== 'c6gd.large').map(([, row]) => Math.log(secondsOfBaseline(row)));
    const mean = Math.exp(each.reduce((a, b) => a + b, 0) / each.length);
    expect(Math.round(mean / 100) * 100).toBe(ruleSeconds);
    // The error that the table states: each one from the mean of the others.
    const errors = each.map((own, index) => {
      const others = each.filter((_, other) => other !== index);
      return Math.exp(others.reduce((a, b) => a + b, 0) / others.length - own) - 1;
    });
    expect(Math.min(...errors)).toBeCloseTo(-0.15, 2);
    expect(Math.max(...errors)).toBeCloseTo(0.32, 2);
  });
});
