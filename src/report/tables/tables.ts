/** The results as flat tables, one file each, for spreadsheets and notebooks. Units are base units, named in the head. */
import { candidateVerdict, type Results, type TuneValue } from '../../results/index.ts';
import { type CsvValue, csvText } from './csv.ts';

export interface TableFile {
  readonly path: string;
  readonly content: string;
}

/** Tables without rows are left out. */
export function csvTables(results: Results): TableFile[] {
  return [
    designs(results),
    claims(results),
    costLines(results),
    timeAccount(results),
    inputs(results),
    sweep(results),
    tune(results),
  ]
    .filter(({ rows }) => rows.length > 0)
    .map(({ name, head, rows }) => ({ path: `tables/${name}.csv`, content: csvText(head, rows) }));
}

interface FlatTable {
  name: string;
  head: string[];
  rows: CsvValue[][];
}

const quantiles = ['p50', 'p90', 'p95', 'p99', 'p999'] as const;
const statistics = [...quantiles, 'end'] as const;

/** One row a design and metric. */
function designs(results: Results): FlatTable {
  const means = ['mean', 'ci95_low', 'ci95_high', 'min', 'max'];
  const intervals = quantiles.flatMap((name) => [`${name}_low`, `${name}_high`]);
  const head = ['design', 'metric', 'unit', 'kind', ...means, ...statistics, 'n', ...intervals];
  const rows = results.designOrder.flatMap((design) => {
    const { metrics } = results.designs[design]!;
    return Object.keys(metrics)
      .sort()
      .map((name): CsvValue[] => {
        const metric = metrics[name]!;
        const { unit, kind, mean, ci95, min, max, n } = metric;
        const rest = statistics.map((key) => metric[key] ?? null);
        const around = quantiles.flatMap((key) => metric.quantileCi95?.[key] ?? [null, null]);
        return [design, name, unit, kind, mean, ci95?.[0] ?? null, ci95?.[1] ?? null, min, max, ...rest, n, ...around];
      });
  });
  return { name: 'designs', head, rows };
}

function claims(results: Results): FlatTable {
  return {
    name: 'claims',
    head: ['id', 'says', 'basis', 'verdict', 'unit', 'value', 'ci95_low', 'ci95_high', 'expected', 'source', 'tags'],
    rows: results.claims.map((claim): CsvValue[] => [
      claim.id,
      claim.says,
      claim.basis,
      claim.verdict,
      claim.unit,
      claim.value,
      claim.ci95?.[0] ?? null,
      claim.ci95?.[1] ?? null,
      claim.expect?.text ?? null,
      claim.source,
      claim.tags.join(' '),
    ]),
  };
}

function costLines(results: Results): FlatTable {
  return {
    name: 'cost-lines',
    head: ['design', 'service', 'item', 'quantity', 'unit', 'unit_price_usd', 'usd', 'source'],
    rows: results.designOrder.flatMap((design) =>
      results.designs[design]!.cost.lines.map((line): CsvValue[] => [
        design,
        line.service,
        line.item,
        line.quantity,
        line.unit,
        line.unitPriceUsd,
        line.usd,
        line.source ?? null,
      ]),
    ),
  };
}

function timeAccount(results: Results): FlatTable {
  return {
    name: 'time-account',
    head: ['design', 'phase', 'seconds', 'share'],
    rows: results.designOrder.flatMap((design) => {
      const { phases, totalSeconds } = results.designs[design]!.time;
      const order = [...results.phaseOrder, ...Object.keys(phases).sort()];
      return [...new Set(order)]
        .filter((phase) => Object.hasOwn(phases, phase))
        .map((phase): CsvValue[] => [
          design,
          phase,
          phases[phase]!,
          totalSeconds > 0 ? phases[phase]! / totalSeconds : null,
        ]);
    }),
  };
}

function inputs(results: Results): FlatTable {
  const value = (x: unknown): CsvValue => {
    if (x === undefined || x === null) return null;
    return typeof x === 'object' ? JSON.stringify(x) : (x as CsvValue);
  };
  return {
    name: 'inputs',
    head: ['path', 'value', 'unit', 'origin', 'low', 'high', 'profile', 'source', 'date'],
    rows: results.inputs.map((input): CsvValue[] => [
      input.path,
      value(input.value),
      input.unit,
      input.origin,
      value(input.low),
      value(input.high),
      input.profile ?? null,
      input.source,
      input.date ?? null,
    ]),
  };
}

/** One row a point and column. */
function sweep({ sweep: found }: Results): FlatTable {
  if (!found) return { name: 'sweep', head: [], rows: [] };
  const rows = found.points.flatMap((point) =>
    found.columns.map((column, i): CsvValue[] => [
      ...point.at,
      column.name,
      column.unit,
      point.mean[i] ?? null,
      point.lo[i] ?? null,
      point.hi[i] ?? null,
    ]),
  );
  const head = [...found.axes.map((axis) => axis.address), 'column', 'unit', 'mean', 'ci95_low', 'ci95_high'];
  return { name: 'sweep', head, rows };
}

/** One row a candidate of the wish, the best first; a column for each setting, objective and limit. */
function tune(results: Results): FlatTable {
  const { tune: found } = results;
  if (!found) return { name: 'tune', head: [], rows: [] };
  // What is wished for and limited at once has its numbers once.
  const wished = new Set(found.objectives.map(({ expression }) => expression));
  const addresses = [...new Set(found.candidates.flatMap(({ settings }) => settings.map(({ address }) => address)))];
  const interval = (name: string): string[] => [name, `${name}_low`, `${name}_high`];
  const values = ({ value, ci95 }: TuneValue): CsvValue[] => [value, ci95?.[0] ?? null, ci95?.[1] ?? null];
  const head = [
    'verdict',
    'design',
    ...addresses,
    ...found.objectives.flatMap(({ expression }) => interval(expression)),
    ...found.constraints.flatMap(({ expression, expect }) => [
      ...(wished.has(expression) ? [] : interval(expression)),
      `${expression} ${expect.text}`,
    ]),
    'feasible',
    'front',
    'tied',
    'as_it_stands',
  ];
  const rows = found.candidates.map((candidate, i): CsvValue[] => [
    candidateVerdict(results, i),
    candidate.design,
    ...addresses.map((address) => candidate.settings.find((each) => each.address === address)?.value ?? null),
    ...candidate.objectives.flatMap(values),
    ...candidate.constraints.flatMap((each, k) => [
      ...(wished.has(found.constraints[k]!.expression) ? [] : values(each)),
      each.met,
    ]),
    candidate.feasible,
    candidate.front,
    candidate.tied,
    candidate.base,
  ]);
  return { name: 'tune', head, rows };
}
