/** The measured rows of validation/*.yaml as data, checked: a row that is half written stops the reading. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import type { ValidationUnit } from '../../src/results/validation.ts';
import { formatDimension, parseQuantity } from '../../src/units/index.ts';

export type Confidence = 'H' | 'M' | 'L';

export interface MeasuredValue {
  readonly says: string;
  /** As written, with its unit. */
  readonly measured: string;
  /** An expression of metrics; the design is called `row`. */
  readonly claim?: string;
  /** A metric of which single runs give one value each, and the share `p` of them that lies below. */
  readonly runs?: string;
  /** A metric with samples, and the share `p` that lies below; or the median of the largest of so many. */
  readonly samples?: string;
  readonly p?: number;
  readonly largestOf?: number;
  /** Counted metrics, added and taken away (`a.x - a.y`): their rate in the window at this time. */
  readonly counts?: string;
  readonly at?: string;
  /** A level: the time at which its windows reach this. */
  readonly level?: string;
  readonly reaches?: number;
  /** Why it cannot be predicted. */
  readonly notRun?: string;
}

export interface RowCase {
  /** Where it differs from the row's. */
  readonly class?: string;
  /** `drawn`: each replication draws one of the measured hours. */
  readonly hours?: 'drawn';
  readonly storage?: Readonly<Record<string, unknown>>;
  readonly client?: Readonly<Record<string, unknown>>;
  /** Of a case that is written to. */
  readonly stream?: Readonly<Record<string, unknown>>;
  /** Of a case that asks a cluster. */
  readonly table?: Readonly<Record<string, unknown>>;
  readonly compute?: Readonly<Record<string, unknown>>;
  /** Of a case that asks a database: it has no storage beside. */
  readonly database?: Readonly<Record<string, unknown>>;
  /** More tables than one. */
  readonly also?: readonly Readonly<Record<string, Readonly<Record<string, unknown>>>>[];
  readonly workload: readonly Readonly<Record<string, Readonly<Record<string, unknown>>>>[];
  /** What the source does not state. */
  readonly assumes?: string;
  readonly replications?: number;
  readonly horizon?: string;
  readonly window?: string;
  /** Requests that follow each other are drawn as one, where there are many. */
  readonly fidelity?: 'collapsed';
  /**
   * What is asked for, and what partitions admit, are both divided by this: shares and times stay as they are, and long
   * loads become cheap. Rates are multiplied back: in `counts` by themselves, in a claim by the parameter `scale`.
   */
  readonly scale?: number;
  readonly notRun?: string;
  readonly values: readonly MeasuredValue[];
}

export interface MeasuredRow {
  readonly id: string;
  readonly group: string;
  readonly says: string;
  readonly role: 'set' | 'check' | 'excluded';
  readonly kind: 'value' | 'spread';
  readonly class: string;
  readonly year: number;
  readonly region: string;
  readonly confidence: Confidence;
  readonly source: string;
  readonly word?: string;
  readonly reason?: string;
  readonly cases: readonly RowCase[];
}

export interface RowGroup {
  readonly id: string;
  readonly title: string;
  readonly about: string;
  readonly rows: readonly MeasuredRow[];
}

/** In the order in which they are shown. */
const files = [
  'small-objects',
  'large-objects',
  'throttling',
  'listing',
  'network-buckets',
  'spark',
  'table-formats',
  'table-rounds',
  'databases',
  'warehouses',
];

export const rowsFolder = join(dirname(fileURLToPath(import.meta.url)), '../../validation');

export function readGroups(folder = rowsFolder): RowGroup[] {
  const there = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
  const unknown = there.filter((name) => !files.includes(name.replace(/\.yaml$/, '')));
  if (unknown.length > 0) throw new Error(`${unknown.join(', ')}: not in the list of groups`);
  return files.map((name) => {
    const raw = parse(readFileSync(join(folder, `${name}.yaml`), 'utf8')) as RawGroup;
    return {
      id: raw.group,
      title: raw.title,
      about: raw.about,
      rows: raw.rows.map((row) => checked({ kind: 'value', cases: [], ...row, group: raw.group } as MeasuredRow)),
    };
  });
}

interface RawGroup {
  readonly group: string;
  readonly title: string;
  readonly about: string;
  readonly rows: readonly Partial<MeasuredRow>[];
}

/** The profiles there are, by service and year: the nearest year is taken. */
const profiles: Readonly<Record<string, readonly (readonly [year: number, profile: string])[]>> = {
  's3-standard': [
    [2019, 's3-standard-2019'],
    [2024, 's3-standard'],
  ],
  's3-express-one-zone': [[2024, 's3-express-one-zone']],
  hdfs: [[2021, 'hdfs']],
  'rds-postgres': [[2025, 'rds-postgres']],
  'aurora-postgres': [[2022, 'aurora-postgres']],
  'redshift-ra3': [[2022, 'redshift-ra3']],
  'redshift-dc2': [[2023, 'redshift-dc2']],
};

export function profileOf(service: string, year: number): string {
  const found = profiles[service];
  if (!found) throw new Error(`there is no profile for ${service}`);
  return [...found].sort(([a], [b]) => Math.abs(a - year) - Math.abs(b - year))[0]![1];
}

/** Every value of a measurement with its id: its own where there is only one, else `C08.1`, `C08.2` in order. */
export function valueIds({ id, cases }: MeasuredRow): string[] {
  const count = cases.reduce((sum, { values }) => sum + values.length, 0);
  return Array.from({ length: count }, (_, i) => (count === 1 ? id : `${id}.${i + 1}`));
}

const units: Readonly<Record<string, ValidationUnit>> = { s: 's', 'B/s': 'B/s', '1/s': '1/s', '1': '1' };

export function measuredOf({ measured }: MeasuredValue): { value: number; unit: ValidationUnit } {
  const read = parseQuantity(measured);
  if (!read.ok) throw new Error(`${measured}: ${read.message}`);
  const unit = units[formatDimension(read.dimension)];
  if (unit === undefined) throw new Error(`${measured}: neither a time, a rate nor a number`);
  return { value: read.value, unit };
}

const valueKeys = [
  ...['says', 'measured', 'claim', 'runs', 'samples', 'p', 'largestOf', 'counts', 'at', 'level', 'reaches', 'notRun'],
];

function checked(row: MeasuredRow): MeasuredRow {
  const fail = (what: string): never => {
    throw new Error(`validation row ${row.id}: ${what}`);
  };
  for (const key of ['id', 'says', 'role', 'class', 'year', 'region', 'confidence', 'source'] as const) {
    if (row[key] === undefined) fail(`has no ${key}`);
  }
  if (row.role === 'excluded') {
    if (!row.reason || row.cases.length > 0) fail('is excluded: it needs a reason and no cases');
    return row;
  }
  if (row.cases.length === 0) fail('has no cases');
  for (const each of row.cases.flatMap(({ values }) => values)) {
    measuredOf(each);
    // A comma in an unquoted text of a flow map cuts it in two.
    const strange = Object.keys(each).filter((key) => !valueKeys.includes(key));
    if (strange.length > 0) fail(`${each.says}: unknown ${strange.join(', ')}`);
    const { claim, runs, samples, counts, level, notRun } = each;
    const ways = [claim, runs, samples, counts, level, notRun].filter((way) => way !== undefined);
    if (ways.length !== 1) fail(`${each.says}: give one of claim, runs, samples, counts, level and notRun`);
    if ((counts === undefined) !== (each.at === undefined)) fail(`${each.says}: counts and at go together`);
    if ((level === undefined) !== (each.reaches === undefined)) fail(`${each.says}: level and reaches go together`);
  }
  return row;
}
