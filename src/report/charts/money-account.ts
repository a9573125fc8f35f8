/** Where the money goes: US dollars by service, or by item where there is one service only. */
import type { Results } from '../../results/types.ts';
import { formatTime, formatUsd } from '../../units/index.ts';
import type { Figure } from '../figure.ts';
import { type AccountRow, drawAccount, needShares } from './_account.ts';
import { drawPair, type FigureOptions } from './_canvas.ts';
import { foremostDesigns } from './_designs.ts';
import { OTHER } from './_phases.ts';
import { isNumber } from './_values.ts';
import { moneyTitle } from './titles.ts';

const MOST_BARS = 8;
const SMALL_RATIO = 0.02;
/** One hue from strong to weak, as the parts have no colour of their own; the last place is for "other". */
const ramp = ['--s5', '--s4', '--s3', '--s2', '--s1'];
const OTHER_TOKEN = '--axis';

interface Bill {
  readonly name: string;
  readonly parts: ReadonlyMap<string, number>;
  readonly total: number;
}

/** Null if nothing was priced, or if the bars would all be alike: one part each, totals too far apart for lengths. */
export function moneyAccountFigure(results: Results, options: FigureOptions = {}): Figure | null {
  const monthly = isMonthly(results);
  const bills = billsOf(results, monthly);
  if (bills.length === 0) return null;
  const kept = foremostDesigns(
    results,
    bills.map((bill) => bill.name),
    MOST_BARS,
  );
  const drawn = bills.filter((bill) => kept.includes(bill.name));
  const groups = groupParts(drawn);
  const shares = needShares(drawn.map((bill) => bill.total));
  if (shares && groups.length < 2) return null;
  const rows = drawn.map((bill) => rowOf(bill, groups));
  const period = monthly ? 'a month' : results.horizonSeconds ? `in ${formatTime(results.horizonSeconds)}` : 'a run';
  const basis = monthly
    ? 'USD a month (730 h)'
    : `USD, the whole run${isNumber(results.horizonSeconds) ? ` (${formatTime(results.horizonSeconds)})` : ''}`;
  const notPriced = [...new Set(drawn.flatMap(({ name }) => results.designs[name]?.cost.notPriced ?? []))];
  const note = [
    ...(drawn.length < bills.length ? [`${drawn.length} of ${bills.length} designs are drawn.`] : []),
    ...(notPriced.length > 0 ? [`Not priced: ${notPriced.join('; ')}.`] : []),
  ].join(' ');
  return {
    id: 'money-account',
    section: 'money',
    title: titleOf(bills, results.baseline, period),
    howToRead: `One bar a design: ${basis}, largest part first.${shares ? ' The bars show shares; totals above.' : ''}`,
    description: describe(bills, basis),
    key: groups.map(({ label, token }) => ({ label, token })),
    ...drawPair(options, (canvas) =>
      drawAccount(
        rows,
        {
          shares,
          unit: 'USD',
          axisTitle: shares ? 'share of the design’s bill' : basis,
          textToken: onRamp,
          outline: true,
        },
        canvas,
      ),
    ),
    table: table(bills),
    ...(note === '' ? {} : { note }),
  };
}

/** Words on the ramp; on the grey of "other" they follow the token's own rule. */
function onRamp(token: string): string {
  if (token === OTHER_TOKEN) return '--on-axis';
  return ramp.indexOf(token) < 2 ? '--on-s-high' : '--on-s-low';
}

/** Recurring work has a monthly bill; a single run is never mixed with it. */
function isMonthly(results: Results): boolean {
  return (
    results.horizonSeconds !== null &&
    results.designOrder.every((name) => isNumber(results.designs[name]?.metrics['cost.monthly']?.mean))
  );
}

function billsOf(results: Results, monthly: boolean): Bill[] {
  const all = results.designOrder.flatMap((name) => {
    const design = results.designs[name];
    return design ? [{ name, design }] : [];
  });
  const services = new Set(all.flatMap(({ design }) => design.cost.lines.map((line) => line.service)));
  return all.flatMap(({ name, design }) => {
    const parts = new Map<string, number>();
    const month = design.metrics['cost.monthly']?.mean ?? 0;
    const factor = monthly && design.cost.totalUsd > 0 ? month / design.cost.totalUsd : 1;
    for (const line of design.cost.lines) {
      const part = services.size > 1 ? line.service : `${line.service} ${line.item}`;
      if (line.usd > 0) parts.set(part, (parts.get(part) ?? 0) + line.usd * factor);
    }
    const total = [...parts.values()].reduce((sum, usd) => sum + usd, 0);
    return total > 0 ? [{ name, parts, total }] : [];
  });
}

interface PartGroup {
  readonly label: string;
  readonly token: string;
  readonly parts: readonly string[];
}

/** The largest parts, at most five; those under 2 % of every bill and the rest are "other". */
function groupParts(bills: readonly Bill[]): PartGroup[] {
  const size = new Map<string, number>();
  const largestShare = new Map<string, number>();
  for (const { parts, total } of bills) {
    for (const [part, usd] of parts) {
      size.set(part, (size.get(part) ?? 0) + usd);
      largestShare.set(part, Math.max(largestShare.get(part) ?? 0, usd / total));
    }
  }
  const sorted = [...size].sort((a, b) => b[1] - a[1]).map(([part]) => part);
  const named = sorted.filter((part) => largestShare.get(part)! >= SMALL_RATIO).slice(0, ramp.length);
  const rest = sorted.filter((part) => !named.includes(part));
  const groups = named.map((part, index) => ({ label: part, token: ramp[index]!, parts: [part] }));
  return rest.length === 0 ? groups : [...groups, { label: OTHER, token: OTHER_TOKEN, parts: rest }];
}

function rowOf(bill: Bill, groups: readonly PartGroup[]): AccountRow {
  const segments = groups
    .map(({ label, token, parts }) => ({
      label,
      token,
      value: parts.reduce((sum, part) => sum + (bill.parts.get(part) ?? 0), 0),
    }))
    .filter((segment) => segment.value > 0);
  return { name: bill.name, segments, total: bill.total, totalLabel: formatUsd(bill.total), bounds: [] };
}

function titleOf(bills: readonly Bill[], baseline: string, period: string): string {
  const cheapest = bills.reduce((a, b) => (b.total < a.total ? b : a));
  const base = bills.find((bill) => bill.name === baseline) ?? cheapest;
  return moneyTitle({
    design: cheapest.name,
    usd: cheapest.total,
    baseline: base.name,
    baselineUsd: base.total,
    period,
    designs: bills.length,
  });
}

function describe(bills: readonly Bill[], basis: string): string {
  const dearest = bills.reduce((a, b) => (b.total > a.total ? b : a));
  const cheapest = bills.reduce((a, b) => (b.total < a.total ? b : a));
  const [part, usd] = [...dearest.parts].reduce((a, b) => (b[1] > a[1] ? b : a));
  return [
    `${basis} by service, one stacked bar for each of ${bills.length} designs.`,
    dearest === cheapest
      ? `The total of ${dearest.name} is ${formatUsd(dearest.total)}.`
      : `The dearest is ${dearest.name} with ${formatUsd(dearest.total)}, the cheapest ${cheapest.name} with ${formatUsd(cheapest.total)}.`,
    `The largest part of ${dearest.name} is ${part} with ${formatUsd(usd)}.`,
  ].join(' ');
}

function table(bills: readonly Bill[]): Figure['table'] {
  const size = new Map<string, number>();
  for (const { parts } of bills) for (const [part, usd] of parts) size.set(part, (size.get(part) ?? 0) + usd);
  const sorted = [...size].sort((a, b) => b[1] - a[1]).map(([part]) => part);
  return {
    columns: [{ name: 'part', numeric: false }, ...bills.map(({ name }) => ({ name: `${name}, USD`, numeric: true }))],
    rows: [
      ...sorted.map((part) => [
        part,
        ...bills.map(({ parts }) => (parts.has(part) ? formatUsd(parts.get(part)!) : 'none')),
      ]),
      ['total', ...bills.map(({ total }) => formatUsd(total))],
    ],
  };
}
